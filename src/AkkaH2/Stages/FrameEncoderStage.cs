using System.Buffers;
using System.Runtime.InteropServices;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Frames in, octets out, one element a batch (RFC 9113 §4.1), behind the preface if it is ours to send (§3.4). An element belongs to whoever
/// takes it: <see cref="TransportSink"/> clears it when its octets are written, and only then asks for the next one. So the stage never gives memory
/// back that is being written, however it ends.
/// </summary>
/// <param name="role">Our side.</param>
/// <param name="pool">Where the octets are kept; the shared pool unless said otherwise.</param>
internal sealed class FrameEncoderStage(Role role, ArrayPool<byte>? pool = null) : GraphStage<FlowShape<WriteBatch, PooledWriter>>
{
    private readonly Inlet<WriteBatch> _in = new("FrameEncoder.in");
    private readonly Outlet<PooledWriter> _out = new("FrameEncoder.out");
    private readonly Role _role = role;
    private readonly ArrayPool<byte>? _pool = pool;

    public override FlowShape<WriteBatch, PooledWriter> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly FrameEncoderStage _stage;
        private readonly PooledWriter _octets;
        private bool _owesPreface;

        public Logic(FrameEncoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _octets = new PooledWriter(stage._pool);
            _owesPreface = stage._role == Role.Client;
            SetHandlers(stage._in, stage._out, this);
        }

        public override void OnPull() => Pull(_stage._in);

        public override void OnPush()
        {
            var frames = CollectionsMarshal.AsSpan(Grab(_stage._in).Frames);
            _octets.Reserve(Length(frames));
            if (_owesPreface)
                WritePreface();
            foreach (ref readonly var frame in frames)
                frame.Write(_octets);

            // A batch of nothing but orders to the stages above has no octets: the next one is asked for at once.
            if (_octets.Length > 0)
                Push(_stage._out, _octets);
            else
                Pull(_stage._in);
        }

        // RFC 9113 §3.4: a client begins with the preface.
        private void WritePreface()
        {
            _octets.Write(ConnectionPreface.Octets);
            _owesPreface = false;
        }

        private static int Length(ReadOnlySpan<OutboundFrame> frames)
        {
            var sum = 0;
            foreach (ref readonly var frame in frames)
                sum += frame.Size;
            return sum;
        }
    }
}
