namespace AkkaH2.Wire;

/// <summary>
/// One HTTP/2 frame (RFC 9113 §4.1, §6) as a value: equal if the octets mean the same, printed in the spelling of the RFC.
/// Payloads are slices of memory that somebody else owns; see <see cref="FrameDecoder"/> for how long they are valid.
/// </summary>
/// <param name="Stream">The stream it belongs to; 0 is the connection.</param>
internal abstract record Frame(StreamId Stream)
{
    /// <summary>The type octet.</summary>
    public abstract FrameType Type { get; }

    /// <summary>The flags octet.</summary>
    public virtual FrameFlags Flags => FrameFlags.None;

    /// <summary>Octets of payload, padding included.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The nine octets that come before the payload.</summary>
    public FrameHeader Header => new(PayloadLength, Type, Flags, Stream);

    /// <summary>Such as <c>HEADERS stream=1 END_STREAM|END_HEADERS 23 octets</c>.</summary>
    public sealed override string ToString() =>
        string.Join(' ', new[] { Type.Name(), $"stream={Stream}", FlagsText, Detail }.Where(part => part.Length > 0));

    /// <summary>Writes the payload into exactly <see cref="PayloadLength"/> octets.</summary>
    internal abstract void WritePayload(Span<byte> payload);

    /// <summary>The part of the text that only this type has.</summary>
    private protected abstract string Detail { get; }

    /// <summary>The flags by their names.</summary>
    private protected virtual string FlagsText => string.Join('|', FlagNames(Flags));

    private static IEnumerable<string> FlagNames(FrameFlags flags)
    {
        if (flags.HasFlag(FrameFlags.EndStream)) yield return "END_STREAM";
        if (flags.HasFlag(FrameFlags.EndHeaders)) yield return "END_HEADERS";
        if (flags.HasFlag(FrameFlags.Padded)) yield return "PADDED";
        if (flags.HasFlag(FrameFlags.Priority)) yield return "PRIORITY";
    }
}
