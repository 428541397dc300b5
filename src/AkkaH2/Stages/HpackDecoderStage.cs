using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;

namespace AkkaH2.Stages;

/// <summary>
/// Joins HEADERS and CONTINUATION and decompresses them (RFC 9113 §4.3): in their place stands a <see cref="FieldSection"/>.
/// Other frames pass. Works in the batch that it is given; holds one unfinished block and the dynamic table.
/// </summary>
internal sealed class HpackDecoderStage(FieldLimits fields, DecodingLimits limits) : GraphStage<FlowShape<FrameBatch, FrameBatch>>
{
    private readonly Inlet<FrameBatch> _in = new("HpackDecoder.in");
    private readonly Outlet<FrameBatch> _out = new("HpackDecoder.out");
    private readonly FieldLimits _fields = fields;
    private readonly DecodingLimits _limits = limits;

    public override FlowShape<FrameBatch, FrameBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly HpackDecoderStage _stage;
        private readonly FieldSectionDecoder _decoder;
        private bool _wasInsideBlock;

        public Logic(HpackDecoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _decoder = new FieldSectionDecoder(stage._fields, stage._limits);
            SetHandlers(stage._in, stage._out, this);
        }

        public override void OnPull() => Pull(_stage._in);

        // Demand rule: a batch goes on if it says anything, be it only that a block is incomplete; else the next one is asked for.
        public override void OnPush()
        {
            var batch = Grab(_stage._in);
            _decoder.Decode(batch.Items);
            batch.IsInsideBlock = _decoder.IsInsideBlock;
            if (batch.Items.Count > 0 || batch.IsInsideBlock != _wasInsideBlock)
                Push(_stage._out, batch);
            else
                Pull(_stage._in);
            _wasInsideBlock = batch.IsInsideBlock;
        }
    }
}
