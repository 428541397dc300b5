using System.Text;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The 24 octets with which a client begins (RFC 9113 §3.4), compared as they arrive.</summary>
internal struct PrefaceReader
{
    private int _matched;

    /// <summary>True when all of it has come.</summary>
    public readonly bool IsComplete => _matched == ConnectionPreface.Size;

    /// <summary>Takes what belongs to the preface off the chunk. An invalid one is a connection error PROTOCOL_ERROR (RFC 9113 §3.4).</summary>
    public Http2Error? Take(ref ReadOnlyMemory<byte> chunk)
    {
        var length = Math.Min(chunk.Length, ConnectionPreface.Size - _matched);
        if (!chunk.Span[..length].SequenceEqual(ConnectionPreface.Octets.Slice(_matched, length)))
        {
            var begins = chunk.Span[..Math.Min(chunk.Length, ConnectionPreface.Size)];
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"no HTTP/2 preface but \"{Encoding.Latin1.GetString(begins)}\"");
        }

        _matched += length;
        chunk = chunk[length..];
        return null;
    }
}
