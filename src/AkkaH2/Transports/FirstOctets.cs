using System.Buffers;

namespace AkkaH2.Transports;

/// <summary>The protocol that a connection's first octets belong to. Three of them are enough.</summary>
internal static class FirstOctets
{
    // RFC 8446 §5.1: the content type of a handshake record. A ClientHello begins with it, and no method of HTTP does.
    private const byte TlsHandshake = 0x16;

    // RFC 9113 §3.4: the preface begins like a request with the method PRI, which is reserved for it.
    private static ReadOnlySpan<byte> Preface => "PRI"u8;

    /// <summary>The protocol, or <see cref="OctetsOf.Undecided"/> while these octets can become more than one.</summary>
    public static OctetsOf Classify(in ReadOnlySequence<byte> octets)
    {
        Span<byte> first = stackalloc byte[Preface.Length];
        first = first[..(int)Math.Min(octets.Length, Preface.Length)];
        octets.Slice(0, first.Length).CopyTo(first);

        if (first is [TlsHandshake, ..])
            return OctetsOf.Tls;
        if (!Preface.StartsWith(first))
            return OctetsOf.Http1;
        return first.Length == Preface.Length ? OctetsOf.Http2 : OctetsOf.Undecided;
    }
}

/// <summary>What a connection begins with.</summary>
internal enum OctetsOf
{
    /// <summary>Too few to tell.</summary>
    Undecided,

    /// <summary>The connection preface of HTTP/2, or a broken one.</summary>
    Http2,

    /// <summary>A request of HTTP/1.1, or nothing that is known here.</summary>
    Http1,

    /// <summary>A TLS handshake.</summary>
    Tls,
}
