namespace AkkaH2.Wire;

/// <summary>The 24 octets that a client's connection begins with (RFC 9113 §3.4).</summary>
internal static class ConnectionPreface
{
    /// <summary>Octets of the preface.</summary>
    public const int Size = 24;

    /// <summary><c>PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n</c></summary>
    public static ReadOnlySpan<byte> Octets => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Is what came so far the preface, the beginning of it (wait for more), or something else?</summary>
    public static PrefaceMatch Match(ReadOnlySpan<byte> received)
    {
        if (received.Length >= Size) return received[..Size].SequenceEqual(Octets) ? PrefaceMatch.Whole : PrefaceMatch.Other;

        return Octets[..received.Length].SequenceEqual(received) ? PrefaceMatch.Beginning : PrefaceMatch.Other;
    }
}

/// <summary>The first octets of a connection, compared with the preface.</summary>
internal enum PrefaceMatch
{
    /// <summary>Not enough yet, and nothing wrong so far.</summary>
    Beginning,

    /// <summary>The preface; frames follow.</summary>
    Whole,

    /// <summary>Not HTTP/2: a connection error PROTOCOL_ERROR (RFC 9113 §3.4), or HTTP/1.</summary>
    Other,
}
