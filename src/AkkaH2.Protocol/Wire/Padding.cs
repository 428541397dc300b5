namespace AkkaH2.Wire;

/// <summary>Padding of DATA, HEADERS and PUSH_PROMISE (RFC 9113 §6.1): a Pad Length octet in front, that many octets behind.</summary>
internal static class Padding
{
    public const int MaxLength = byte.MaxValue;

    /// <summary>Octets that padding adds to a payload, its length octet included.</summary>
    public static int Octets(int? padLength) => padLength + 1 ?? 0;

    public static FrameFlags Flag(int? padLength) => padLength is null ? FrameFlags.None : FrameFlags.Padded;

    public static int? Checked(int? padLength) => padLength is null or (>= 0 and <= MaxLength)
        ? padLength
        : throw new ArgumentOutOfRangeException(nameof(padLength), padLength, "Pad Length is one octet");

    /// <summary>Takes the Pad Length octet and the padding away from the payload; answers what is wrong, or null.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="fieldOctets">Octets of fields between the Pad Length and the data or fragment.</param>
    /// <param name="payload">The payload, shortened on return.</param>
    /// <param name="padLength">The Pad Length, or null without the flag.</param>
    public static Http2Error? Strip(FrameHeader header, int fieldOctets, ref ReadOnlyMemory<byte> payload, out int? padLength)
    {
        padLength = null;
        if (!header.Has(FrameFlags.Padded)) return TooShort(header, fieldOctets);

        // RFC 9113 §4.2: too small for its mandatory fields is FRAME_SIZE_ERROR; these frames change the state of the connection.
        if (TooShort(header, fieldOctets + 1) is { } error) return error;

        // RFC 9113 §6.1, §6.2, §6.6: padding that leaves no room for what comes before it is a connection error PROTOCOL_ERROR.
        var pad = payload.Span[0];
        if (pad > payload.Length - 1 - fieldOctets)
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{header.Type.Name()} of {header.Length} octets with {pad} octets of padding");

        payload = payload[1..^pad];
        padLength = pad;
        return null;
    }

    /// <summary>Writes the Pad Length octet and zeros at the end; answers the room between them.</summary>
    public static Span<byte> Write(int? padLength, Span<byte> payload)
    {
        if (padLength is not { } pad) return payload;

        // RFC 9113 §6.1: padding is sent as zeros.
        payload[0] = (byte)pad;
        payload[^pad..].Clear();
        return payload[1..^pad];
    }

    public static string Text(int? padLength) => padLength is { } pad ? $" + {pad} padding" : "";

    private static Http2Error? TooShort(FrameHeader header, int octets) => header.Length >= octets
        ? null
        : new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"{header.Type.Name()} of {header.Length} octets");
}
