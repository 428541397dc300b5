namespace AkkaH2.Protocol;

/// <summary>
/// The octets that the peer may still send on one stream (RFC 9113 §6.9), and those that it gets back. Credit follows consumption: octets that the
/// application took come back as one WINDOW_UPDATE once they are half of the window. So a stream that nobody reads stalls, alone. A part of its
/// <see cref="Http2Stream"/>: not to be copied.
/// </summary>
internal struct ReceiveWindow
{
    private int _size;
    private int _available;
    private int _consumed;

    /// <summary>A window of that many octets, all of them free.</summary>
    public ReceiveWindow(int size) => (_size, _available) = (size, size);

    /// <summary>How many octets the peer may send now. RFC 9113 §6.9.2: may be negative after our SETTINGS made the window smaller.</summary>
    public readonly int Available => _available;

    /// <summary>Takes DATA of this flow-controlled length; false if the peer sent more than it was allowed.</summary>
    public bool TryReceive(int octets)
    {
        // RFC 9113 §6.9.1: an empty frame needs no window, also where SETTINGS made it negative.
        if (octets > 0 && octets > _available)
            return false;

        _available -= octets;
        return true;
    }

    /// <summary>The application is done with this many octets. Returns the increment to announce now, or 0 to wait for more.</summary>
    public int Consume(int octets)
    {
        _consumed += octets;
        return Credit();
    }

    /// <summary>
    /// RFC 9113 §6.9.2: another SETTINGS_INITIAL_WINDOW_SIZE of ours shifts the window. Returns the increment to announce
    /// now, or 0: half of a smaller window may have been consumed already.
    /// </summary>
    public int Shift(int delta)
    {
        _size += delta;
        _available += delta;
        return Credit();
    }

    private int Credit()
    {
        if (_consumed < _size / 2)
            return 0;

        var increment = _consumed;
        _available += increment;
        _consumed = 0;
        return increment;
    }
}
