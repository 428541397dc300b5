namespace AkkaH2.Wire;

/// <summary>A frame of a type that is not known here: ignored (RFC 9113 §5.5), except inside a field block (§6.10).</summary>
internal sealed record UnknownFrame : Frame
{
    private readonly FrameType _type;
    private readonly FrameFlags _flags;

    /// <summary>A frame with any type, flags and payload; what is written need not be legal.</summary>
    public UnknownFrame(StreamId stream, FrameType type, FrameFlags flags, ReadOnlyMemory<byte> payload)
        : base(stream) => (_type, _flags, Payload) = (type, flags, payload);

    /// <summary>The whole payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <inheritdoc />
    public override FrameType Type => _type;

    /// <inheritdoc />
    public override FrameFlags Flags => _flags;

    /// <inheritdoc />
    public override int PayloadLength => Payload.Length;

    private protected override string FlagsText => $"flags=0x{(byte)_flags:x2}";

    private protected override string Detail => $"{Payload.Length} octets";

    internal override void WritePayload(Span<byte> payload) => Payload.Span.CopyTo(payload);

    /// <summary>Equal if the content is.</summary>
    public bool Equals(UnknownFrame? other) => base.Equals(other)
        && _type == other!._type && _flags == other._flags && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stream, _type, _flags, Payload.Length);
}
