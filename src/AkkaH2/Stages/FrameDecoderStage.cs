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
        private readonly FrameDecoder _decoder;
        private readonly FrameBatch _batch = new();
        private DecodingLimits _limits;
        private PrefaceReader _preface;
        private bool _failed;

        public Logic(FrameDecoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _limits = stage._limits;
            _decoder = new FrameDecoder(_limits.MaxFrameSize);
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
                Decode(chunk, keep: more);
                more = true;
            }

            if (_batch.Items.Count > 0)
                Push(_stage._out, _batch);
            else
                Pull(_stage._in);
        }

        private void Decode(ReadOnlyMemory<byte> chunk, bool keep)
        {
            if (_failed || (_stage._role == Role.Server && !_preface.IsComplete && !TakePreface(ref chunk)))
                return;

            _decoder.Append(chunk, keep);
            while (_decoder.TryRead(out var frame))
            {
                _batch.Items.Add(frame);
                if (frame.Value is SettingsFrame { Ack: true })
                    OnAcknowledged();
            }
        }

        // RFC 9113 §6.5.3: the peer keeps to our frame size from here on.
        private void OnAcknowledged()
        {
            _limits = _limits.Next ?? _limits;
            _decoder.MaxFrameSize = _limits.MaxFrameSize;
        }

        private bool TakePreface(ref ReadOnlyMemory<byte> chunk)
        {
            if (_preface.Take(ref chunk) is { } error)
            {
                _failed = true;
                _batch.Items.Add(error);
            }

            return !_failed && _preface.IsComplete;
        }
    }
}
