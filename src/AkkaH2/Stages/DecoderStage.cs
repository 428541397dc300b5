using System.Buffers;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Octets in; frames and wire errors out, one batch a read (RFC 9113 §3.4, §4.1). In place of HEADERS and CONTINUATION stands the decompressed
/// <see cref="FieldSection"/> (§4.3). Holds at most one partial frame, one unfinished block and the dynamic table.
/// An error is an element: a failed stage would take every stream with it and knows no last stream id.
/// </summary>
internal sealed class DecoderStage(Role role, FieldLimits fields) : GraphStage<FlowShape<ReadOnlySequence<byte>, FrameBatch>>
{
    private readonly Inlet<ReadOnlySequence<byte>> _in = new("Decoder.in");
    private readonly Outlet<FrameBatch> _out = new("Decoder.out");
    private readonly Role _role = role;
    private readonly FieldLimits _fields = fields;

    public override FlowShape<ReadOnlySequence<byte>, FrameBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, PipelineEnds.Of(inheritedAttributes).Limits);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly DecoderStage _stage;
        private readonly InboundFrames _frames;
        private readonly FieldSectionDecoder _sections;
        private readonly FrameBatch _batch = new();

        public Logic(DecoderStage stage, DecodingLimits limits)
            : base(1, 1)
        {
            _stage = stage;
            _frames = new InboundFrames(stage._role, limits, OctetPool.Arrays);
            _sections = new FieldSectionDecoder(stage._fields, limits);
            SetHandlers(stage._in, stage._out, this);
        }

        // The batch that was pushed last is free again when the next is asked for.
        public override void OnPull()
        {
            _batch.Items.Clear();
            _frames.Recycle();
            Pull(_stage._in);
        }

        // Demand rule: a read that says anything, be it only that a block is incomplete, is pushed as a batch, else the next one is asked for.
        public override void OnPush()
        {
            var more = false;
            foreach (var chunk in Grab(_stage._in))
            {
                _frames.Decode(chunk, keep: more, _batch.Items);
                more = true;
            }

            var wasInsideBlock = _sections.IsInsideBlock;
            _sections.Decode(_batch.Items);
            _batch.IsInsideBlock = _sections.IsInsideBlock;
            if (_batch.Items.Count > 0 || _batch.IsInsideBlock != wasInsideBlock)
                Push(_stage._out, _batch);
            else
                Pull(_stage._in);
        }
    }
}
