using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// Flow control of what the peer sends (RFC 9113 §5.2, §6.9): takes DATA out of the connection's window, gives credit back on both levels, and lets the windows
/// grow with bandwidth and delay. A stream's credit follows consumption, the connection's follows arrival.
/// </summary>
/// <param name="options">Sizes and bounds.</param>
/// <param name="send">Takes WINDOW_UPDATE and PING.</param>
/// <param name="pings">PINGs that time a round trip.</param>
/// <param name="settings">The window that streams begin with.</param>
internal sealed class InboundFlow(Http2Options options, SendScheduler send, PingLedger pings, SettingsLedger settings)
{
    private readonly ConnectionWindow _window = new(options.ConnectionWindowSize, options.MaxUnreadOctets);
    private readonly WindowEstimator _growth = new(options.LargestWindows);

    private WindowSizes Sizes => new(settings.Announced.InitialWindowSize, _window.Size);

    /// <summary>Octets that the peer may send now.</summary>
    public int Available => _window.Available;

    /// <summary>Octets that came and are still in memory.</summary>
    public int Unread => _window.Unread;

    /// <summary>DATA takes from the connection's window, whatever became of its stream; false if it takes too much.</summary>
    public bool TryReceive(DataFrame frame, TimeSpan now)
    {
        if (!_window.TryReceive(frame.FlowControlledLength))
            return false;

        _growth.Receive(frame.Stream, frame.FlowControlledLength);
        if (CreditConnection())
            Measure(frame.Stream, now);
        return true;
    }

    /// <summary>The octets of a body were taken, or nobody will take them: they come back as WINDOW_UPDATE (RFC 9113 §6.9).</summary>
    public void Consume(Http2Stream stream, int octets, TimeSpan now)
    {
        Release(octets);
        if (CreditStream(stream, stream.Credit(octets)))
            Measure(stream.Id, now);
    }

    /// <summary>RFC 9113 §6.9: octets that nobody holds any more.</summary>
    public void Release(int octets)
    {
        _window.Release(octets);
        CreditConnection();
    }

    /// <summary>RFC 9113 §6.9.2: SETTINGS cannot change the connection's window; WINDOW_UPDATE can. Returns true if one is sent.</summary>
    public bool CreditConnection()
    {
        if (_window.Refill() is not (> 0 and var increment))
            return false;

        send.Control(new WindowUpdateFrame(StreamId.Connection, increment));
        return true;
    }

    /// <summary>RFC 9113 §6.9.2: a new initial window shifts what the peer may send on a stream.</summary>
    public void Shift(Http2Stream stream, int delta) => CreditStream(stream, stream.Receive.Shift(delta));

    /// <summary>The peer has answered something in this time.</summary>
    public void OnRoundTrip(TimeSpan roundTrip) => _growth.OnRoundTrip(roundTrip);

    /// <summary>The round trip was timed. Returns the window that streams should begin with from now on, if it has grown.</summary>
    public int? Grow(TimeSpan roundTrip)
    {
        var now = Sizes;
        var grown = _growth.End(roundTrip, now);
        _window.Grow(grown.Connection);
        CreditConnection();
        return grown.Stream > now.Stream ? grown.Stream : null;
    }

    private bool CreditStream(Http2Stream stream, int increment)
    {
        // RFC 9113 §5.1 "half-closed (remote)": a peer that sends nothing more needs no credit.
        if (increment == 0 || !stream.PeerIsSending)
            return false;

        send.Control(new WindowUpdateFrame(stream.Id, increment));
        return true;
    }

    // Only where a window is being used up: a small request costs no PING.
    private void Measure(StreamId stream, TimeSpan now)
    {
        if (_growth.TryBegin(stream, Sizes))
            send.Control(pings.Begin(PingPurpose.Measure, now));
    }
}
