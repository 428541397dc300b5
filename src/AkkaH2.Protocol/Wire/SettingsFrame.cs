namespace AkkaH2.Wire;

/// <summary>SETTINGS (RFC 9113 §6.5): how the sender wants to be talked to, or the acknowledgement of that.</summary>
internal sealed record SettingsFrame : Frame
{
    private SettingsFrame(IReadOnlyList<Setting> settings, bool ack)
        : base(StreamId.Connection) => (Settings, Ack) = (settings, ack);

    /// <summary>SETTINGS with these parameters, possibly none.</summary>
    public SettingsFrame(IReadOnlyList<Setting> settings)
        : this(settings, ack: false)
    {
    }

    /// <summary>The acknowledgement: the ACK flag and nothing else.</summary>
    public static SettingsFrame Acknowledgement { get; } = new([], ack: true);

    /// <summary>The parameters in the order of the wire, which is the order in which they are applied (RFC 9113 §6.5.3).</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The sender has applied the SETTINGS it received.</summary>
    public bool Ack { get; }

    /// <summary>SETTINGS with these parameters.</summary>
    public static SettingsFrame Of(params Setting[] settings) => new(settings);

    /// <inheritdoc />
    public override FrameType Type => FrameType.Settings;

    /// <inheritdoc />
    public override FrameFlags Flags => Ack ? FrameFlags.Ack : FrameFlags.None;

    /// <inheritdoc />
    public override int PayloadLength => Settings.Count * Setting.Size;

    private protected override string FlagsText => Ack ? "ACK" : "";

    private protected override string Detail => string.Join(' ', Settings);

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        // RFC 9113 §6.5: SETTINGS on a stream is a connection error PROTOCOL_ERROR.
        if (!header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"SETTINGS on stream {header.Stream}");

        if (header.Has(FrameFlags.Ack)) return ParseAck(header);

        // RFC 9113 §6.5: a length that is no multiple of 6 octets is a connection error FRAME_SIZE_ERROR.
        if (header.Length % Setting.Size != 0) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"SETTINGS of {header.Length} octets");

        return ParseSettings(payload);
    }

    // RFC 9113 §6.5: an acknowledgement that is not empty is a connection error FRAME_SIZE_ERROR.
    private static Outcome<Frame> ParseAck(FrameHeader header) => header.Length == 0
        ? Acknowledgement
        : new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"SETTINGS ACK of {header.Length} octets");

    private static Outcome<Frame> ParseSettings(ReadOnlySpan<byte> payload)
    {
        var settings = new Setting[payload.Length / Setting.Size];
        for (var i = 0; i < settings.Length; i++)
        {
            settings[i] = Setting.Read(payload[(i * Setting.Size)..]);
            if (settings[i].Fault() is { } error) return error;
        }

        return new SettingsFrame(settings);
    }

    internal override void WritePayload(Span<byte> payload)
    {
        for (var i = 0; i < Settings.Count; i++) Settings[i].Write(payload[(i * Setting.Size)..]);
    }

    /// <summary>Equal if it has the same parameters in the same order.</summary>
    public bool Equals(SettingsFrame? other) => base.Equals(other) && Ack == other!.Ack && Settings.SequenceEqual(other.Settings);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Ack, Settings.Count);
}
