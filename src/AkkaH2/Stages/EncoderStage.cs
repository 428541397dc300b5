using System.Buffers;
using System.Runtime.InteropServices;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Frames in, octets out, one element a batch (RFC 9113 §4.1), behind the preface if it is ours to send (§3.4). Field sections are compressed (§4.3): in
/// their place stand HEADERS or PUSH_PROMISE and, above the peer's frame size, CONTINUATION frames. Holds the dynamic table.
/// <para>
/// An element belongs to whoever takes it: <see cref="TransportSink"/> clears it when its octets are written, and only then asks for the next one. So the
/// stage never gives memory back that is being written, however it ends.
/// </para>
/// </summary>
/// <param name="role">Our side.</param>
/// <param name="tableSizeCap">Octets of the dynamic table, whatever the peer offers.</param>
/// <param name="pool">Where the octets are kept; the shared pool unless said otherwise.</param>
internal sealed class EncoderStage(Role role, int tableSizeCap, ArrayPool<byte>? pool = null) : GraphStage<FlowShape<WriteBatch, PooledWriter>>
{
    private readonly Inlet<WriteBatch> _in = new("Encoder.in");
    private readonly Outlet<PooledWriter> _out = new("Encoder.out");
    private readonly Role _role = role;
    private readonly int _tableSizeCap = tableSizeCap;
    private readonly ArrayPool<byte>? _pool = pool;

    public override FlowShape<WriteBatch, PooledWriter> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private const int TypicalBlock = 64;

        private readonly EncoderStage _stage;
        private readonly FieldSectionEncoder _sections;
        private readonly PooledWriter _blocks = new();
        private readonly PooledWriter _octets;
        private bool _owesPreface;

        public Logic(EncoderStage stage)
            : base(1, 1)
        {
            _stage = stage;
            _sections = new FieldSectionEncoder(stage._tableSizeCap, _blocks);
            _octets = new PooledWriter(stage._pool);
            _owesPreface = stage._role == Role.Client;
            SetHandlers(stage._in, stage._out, this);
        }

        public override void OnPull() => Pull(_stage._in);

        public override void OnPush()
        {
            var batch = Grab(_stage._in).Frames;
            _blocks.Reserve(batch.Count * TypicalBlock);
            _sections.Encode(batch);
            var frames = CollectionsMarshal.AsSpan(batch);
            _octets.Reserve(Size(frames));
            if (_owesPreface)
                WritePreface();
            foreach (ref readonly var frame in frames)
                frame.Write(_octets);
            _blocks.Clear();

            // A batch of nothing but orders to the compression has no octets: the next one is asked for at once.
            if (_octets.Length > 0)
                Push(_stage._out, _octets);
            else
                Pull(_stage._in);
        }

        public override void PostStop() => _blocks.Clear();

        // RFC 9113 §3.4: a client begins with the preface.
        private void WritePreface()
        {
            _octets.Write(ConnectionPreface.Octets);
            _owesPreface = false;
        }

        private static int Size(ReadOnlySpan<OutboundFrame> frames)
        {
            var sum = 0;
            foreach (ref readonly var frame in frames)
                sum += frame.Size;
            return sum;
        }
    }
}
