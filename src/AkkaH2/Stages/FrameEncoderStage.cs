using System.Buffers;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>Frames in, octets out, one element a batch (RFC 9113 §4.1), behind the preface if it is ours to send (§3.4). Holds the octets of one batch until the transport has taken them.</summary>
internal sealed class FrameEncoderStage(Role role) : GraphStage<FlowShape<WriteBatch, ReadOnlySequence<byte>>>
{
    private readonly Inlet<WriteBatch> _in = new("FrameEncoder.in");
    private readonly Outlet<ReadOnlySequence<byte>> _out = new("FrameEncoder.out");
    private readonly Role _role = role;

    public override FlowShape<WriteBatch, ReadOnlySequence<byte>> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly FrameEncoderStage _stage;
        private readonly PooledWriter _octets = new();
        private bool _owesPreface;

        public Logic(FrameEncoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _owesPreface = stage._role == Role.Client;
            SetHandlers(stage._in, stage._out, this);
        }

        // The transport asks for more, so the last batch is with the operating system.
        public override void OnPull()
        {
            _octets.Clear();
            Pull(_stage._in);
        }

        public override void OnPush()
        {
            var frames = Grab(_stage._in).Frames;
            _octets.Reserve(Length(frames));
            if (_owesPreface)
                WritePreface();
            foreach (var frame in frames)
                FrameWriter.Write(frame, _octets);

            // A batch of nothing but orders to the stages above has no octets: the next one is asked for at once.
            if (_octets.Length > 0)
                Push(_stage._out, new ReadOnlySequence<byte>(_octets.Written));
            else
                Pull(_stage._in);
        }

        // RFC 9113 §3.4: a client begins with the preface.
        private void WritePreface()
        {
            _octets.Write(ConnectionPreface.Octets);
            _owesPreface = false;
        }

        public override void PostStop() => _octets.Clear();

        private static int Length(List<Frame> frames)
        {
            const int Control = 32; // most control frames; the writer grows for the others
            var sum = 0;
            foreach (var frame in frames)
            {
                sum += FrameHeader.Size + frame switch
                {
                    DataFrame data => data.Data.Length,
                    HeadersFrame headers => headers.Fragment.Length,
                    PushPromiseFrame or ContinuationFrame => frame.PayloadLength,
                    _ => Control,
                };
            }

            return sum;
        }
    }
}
