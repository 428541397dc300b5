using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;

namespace AkkaH2.Stages;

/// <summary>
/// Compresses field sections (RFC 9113 §4.3): in their place stand HEADERS or PUSH_PROMISE and, above the peer's frame size, CONTINUATION frames.
/// Other frames pass. Works in the batch that it is given; holds the blocks of one batch and the dynamic table.
/// </summary>
internal sealed class HpackEncoderStage(int tableSizeCap) : GraphStage<FlowShape<WriteBatch, WriteBatch>>
{
    private readonly Inlet<WriteBatch> _in = new("HpackEncoder.in");
    private readonly Outlet<WriteBatch> _out = new("HpackEncoder.out");
    private readonly int _tableSizeCap = tableSizeCap;

    public override FlowShape<WriteBatch, WriteBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private const int TypicalBlock = 64;

        private readonly HpackEncoderStage _stage;
        private readonly FieldSectionEncoder _encoder;
        private readonly PooledWriter _blocks = new();

        public Logic(HpackEncoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _encoder = new FieldSectionEncoder(stage._tableSizeCap, _blocks);
            SetHandlers(stage._in, stage._out, this);
        }

        // The last batch is written: its blocks are no longer needed.
        public override void OnPull()
        {
            _blocks.Clear();
            Pull(_stage._in);
        }

        public override void OnPush()
        {
            var batch = Grab(_stage._in);
            _blocks.Reserve(batch.Frames.Count * TypicalBlock);
            _encoder.Encode(batch.Frames);
            Push(_stage._out, batch);
        }

        public override void PostStop() => _blocks.Clear();
    }
}
