using System.Buffers;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Octets in; frames and wire errors out, one batch a read (RFC 9113 §3.4, §4.1). Holds at most one partial frame.
/// An error is an element: a failed stage would take every stream with it and knows no last stream id.
/// </summary>
internal sealed class FrameDecoderStage(Role role, DecodingLimits limits) : GraphStage<FlowShape<ReadOnlySequence<byte>, FrameBatch>>
{
    private readonly Inlet<ReadOnlySequence<byte>> _in = new("FrameDecoder.in");
    private readonly Outlet<FrameBatch> _out = new("FrameDecoder.out");
    private readonly Role _role = role;
    private readonly DecodingLimits _limits = limits;

    public override FlowShape<ReadOnlySequence<byte>, FrameBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly FrameDecoderStage _stage;
        private readonly InboundFrames _frames;
        private readonly FrameBatch _batch = new();

        public Logic(FrameDecoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _frames = new InboundFrames(stage._role, stage._limits);
            SetHandlers(stage._in, stage._out, this);
        }

        // The batch that was pushed last is free again when the next is asked for.
        public override void OnPull()
        {
            _batch.Items.Clear();
            Pull(_stage._in);
        }

        // Demand rule: a read that completed nothing asks for the next one, else its batch is pushed.
        public override void OnPush()
        {
            var more = false;
            foreach (var chunk in Grab(_stage._in))
            {
                _frames.Decode(chunk, keep: more, _batch.Items);
                more = true;
            }

            if (_batch.Items.Count > 0)
                Push(_stage._out, _batch);
            else
                Pull(_stage._in);
        }
    }
}
