namespace AkkaH2.Protocol;

/// <summary>
/// The octets that the peer may still send on all streams of a connection together (RFC 9113 §6.9), and those that nobody has read yet. Credit
/// follows arrival, not consumption: streams that nobody reads do not take the window from the others (RFC 9113 §5.2.2). Only when what is
/// unread and what may still come would be more than the bound together, credit waits until something was read. So the bound is what the
/// bodies of a connection can take of memory.
/// </summary>
/// <param name="size">The window in octets, once it is announced.</param>
/// <param name="maxUnread">The bound in octets.</param>
internal sealed class ConnectionWindow(int size, int maxUnread)
{
    private int _available = Window.Initial.Octets;
    private int _unread;

    /// <summary>The window that the peer gets while little is unread.</summary>
    public int Size { get; private set; } = size;

    /// <summary>How many octets the peer may send now.</summary>
    public int Available => _available;

    /// <summary>How many octets have come that nobody has read or dropped.</summary>
    public int Unread => _unread;

    /// <summary>Takes DATA of this flow-controlled length; false if the peer sent more than it was allowed.</summary>
    public bool TryReceive(int octets)
    {
        // RFC 9113 §6.9.1: an empty frame needs no window, also where SETTINGS made it negative.
        if (octets > 0 && octets > _available)
            return false;

        _available -= octets;
        _unread += octets;
        return true;
    }

    /// <summary>So many octets were read, or will never be.</summary>
    public void Release(int octets) => _unread -= octets;

    /// <summary>From now on the peer gets this much.</summary>
    public void Grow(int size) => Size = size;

    /// <summary>
    /// The increment to announce now, or 0 while it would be too little: less than half of what the peer may have then, or near the bound less than an initial
    /// window or half of this one.
    /// </summary>
    public int Refill()
    {
        var target = Math.Min(Size, maxUnread - _unread);
        var increment = target - _available;
        if (increment < Math.Max(target / 2, Math.Min(Size / 2, Window.Initial.Octets)))
            return 0;

        _available += increment;
        return increment;
    }
}
