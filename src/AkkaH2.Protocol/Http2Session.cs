using System.Buffers;
using System.Runtime.InteropServices;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// HTTP/2 by hand: octets in, octets out, and no I/O (RFC 9113). Give it what the peer sends, take what is to be sent to it, and answer requests
/// on its <see cref="Connection"/>. Not thread-safe.
/// </summary>
public sealed class Http2Session
{
    private const int BatchOctets = 131_072;

    private readonly InboundFrames _inbound;
    private readonly FieldSectionDecoder _fields;
    private readonly FieldSectionEncoder _encoder;
    private readonly BlockBuffer _blocks = new();
    private readonly List<Outcome<Frame>> _items = [];
    private readonly List<OutboundFrame> _batch = [];
    private bool _owesPreface;

    /// <summary>A session whose first octets wait to be written.</summary>
    /// <param name="options">Limits and times.</param>
    /// <param name="events">Is told what happens, from inside <see cref="Receive"/>, <see cref="Write"/> and the commands.</param>
    /// <param name="now">The time, from any beginning; from then on set <see cref="Http2Connection.Now"/>.</param>
    public Http2Session(Http2Options options, IHttp2Events events, TimeSpan now = default)
    {
        Connection = new Http2Connection(options, events, now);
        _inbound = new InboundFrames(options.Role, Connection.FirstLimits);
        _fields = new FieldSectionDecoder(options.FieldLimits, Connection.FirstLimits);
        _encoder = new FieldSectionEncoder(options.EncoderTableSizeLimit, _blocks);
        _owesPreface = options.Role == Role.Client;
    }

    /// <summary>The connection, for its commands and its time.</summary>
    public Http2Connection Connection { get; }

    /// <summary>True once the session has ended and everything was written: close the transport.</summary>
    public bool IsClosed => Connection.IsOver && !Connection.HasOutput;

    /// <summary>Takes octets of the peer, cut anywhere. A fault of the peer is no exception: it becomes RST_STREAM or GOAWAY (RFC 9113 §5.4).</summary>
    /// <param name="octets">Not needed any more when this returns.</param>
    public void Receive(ReadOnlyMemory<byte> octets)
    {
        _items.Clear();
        _inbound.Decode(octets, keep: false, _items);
        _fields.Decode(_items);
        Connection.OnFieldBlock(_fields.IsInsideBlock);
        Connection.Receive(_items);
    }

    /// <summary>Writes all that is to be sent to the peer now.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <returns>How many octets were written; 0 if there is nothing to send.</returns>
    public int Write(IBufferWriter<byte> output)
    {
        var octets = WritePreface(output);
        while (Connection.HasOutput)
        {
            _batch.Clear();
            _blocks.Clear();
            Connection.TakeFrames(_batch, BatchOctets);
            _encoder.Encode(_batch);
            foreach (ref readonly var frame in CollectionsMarshal.AsSpan(_batch))
                octets += frame.Write(output);
            Connection.OnWritten();
        }

        return octets;
    }

    // RFC 9113 §3.4: a client begins with the preface.
    private int WritePreface(IBufferWriter<byte> output)
    {
        if (!_owesPreface)
            return 0;

        _owesPreface = false;
        output.Write(ConnectionPreface.Octets);
        return ConnectionPreface.Size;
    }

    private sealed class BlockBuffer : IBlockBuffer
    {
        private ArrayBufferWriter<byte> _octets = new();

        public int Length => _octets.WrittenCount;

        public ReadOnlyMemory<byte> Written => _octets.WrittenMemory;

        public void Advance(int count) => _octets.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _octets.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _octets.GetSpan(sizeHint);

        public void Clear() => _octets = new ArrayBufferWriter<byte>();
    }
}
