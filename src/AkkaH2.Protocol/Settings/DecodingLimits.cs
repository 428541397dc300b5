namespace AkkaH2.Protocol;

/// <summary>
/// Our SETTINGS as the decoders must know them: a chain with a link for each set. The connection appends a link before the set goes
/// out; each decoder steps to the next link when the peer's acknowledgement passes it, so a limit holds from exactly there (RFC 9113 §6.5.3).
/// The decoders may run on another thread than the connection.
/// </summary>
internal sealed class DecodingLimits
{
    private readonly StopSign _stop;
    private volatile DecodingLimits? _next;

    private DecodingLimits(int maxFrameSize, int tableSize, int maxListSize, StopSign stop) =>
        (MaxFrameSize, TableSize, MaxListSize, _stop) = (maxFrameSize, tableSize, maxListSize, stop);

    /// <summary>SETTINGS_MAX_FRAME_SIZE in octets.</summary>
    public int MaxFrameSize { get; }

    /// <summary>SETTINGS_HEADER_TABLE_SIZE in octets.</summary>
    public int TableSize { get; }

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE in octets.</summary>
    public int MaxListSize { get; }

    /// <summary>The next set, if one is announced.</summary>
    public DecodingLimits? Next => _next;

    /// <summary>True once the connection has ended: what still comes in is dropped unread.</summary>
    public bool IsOver => _stop.IsSet;

    /// <summary>The first link: what holds before any set is acknowledged. RFC 9113 §10.5.1: the list is limited from the beginning.</summary>
    public static DecodingLimits First(ConnectionSettings announced) =>
        new(ConnectionSettings.Initial.MaxFrameSize, ConnectionSettings.Initial.HeaderTableSize, ListSize(announced), new StopSign());

    /// <summary>Appends a set that is announced now; this is the last link.</summary>
    public DecodingLimits Append(ConnectionSettings announced) =>
        _next = new DecodingLimits(announced.MaxFrameSize, announced.HeaderTableSize, ListSize(announced), _stop);

    /// <summary>The connection has ended.</summary>
    public void Stop() => _stop.Set();

    private static int ListSize(ConnectionSettings settings) => (int)Math.Min(settings.MaxHeaderListSize, int.MaxValue);

    private sealed class StopSign
    {
        private volatile bool _isSet;

        public bool IsSet => _isSet;

        public void Set() => _isSet = true;
    }
}
