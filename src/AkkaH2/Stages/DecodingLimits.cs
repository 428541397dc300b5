using AkkaH2.Protocol;

namespace AkkaH2.Stages;

/// <summary>
/// Our SETTINGS as the decoding stages must know them: a chain with a link for each set. The connection appends a link before the set goes
/// out; each stage steps to the next link when the peer's acknowledgement passes it, so a limit holds from exactly there (RFC 9113 §6.5.3).
/// </summary>
/// <param name="maxFrameSize">SETTINGS_MAX_FRAME_SIZE in octets.</param>
/// <param name="tableSize">SETTINGS_HEADER_TABLE_SIZE in octets.</param>
/// <param name="maxListSize">SETTINGS_MAX_HEADER_LIST_SIZE in octets.</param>
internal sealed class DecodingLimits(int maxFrameSize, int tableSize, int maxListSize)
{
    private volatile DecodingLimits? _next;

    public int MaxFrameSize { get; } = maxFrameSize;

    public int TableSize { get; } = tableSize;

    public int MaxListSize { get; } = maxListSize;

    /// <summary>The next set, if one is announced.</summary>
    public DecodingLimits? Next => _next;

    /// <summary>The first link: what holds before any set is acknowledged. RFC 9113 §10.5.1: the list is limited from the beginning.</summary>
    public static DecodingLimits First(ConnectionSettings announced) =>
        new(ConnectionSettings.Initial.MaxFrameSize, ConnectionSettings.Initial.HeaderTableSize, ListSize(announced));

    /// <summary>Appends a set that is announced now; this is the last link.</summary>
    public DecodingLimits Append(ConnectionSettings announced) =>
        _next = new DecodingLimits(announced.MaxFrameSize, announced.HeaderTableSize, ListSize(announced));

    private static int ListSize(ConnectionSettings settings) => (int)Math.Min(settings.MaxHeaderListSize, int.MaxValue);
}
