using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The sizes of our receive windows (RFC 9113 §6.9.1).</summary>
/// <param name="Stream">Octets of each stream's window.</param>
/// <param name="Connection">Octets of the connection's window.</param>
public readonly record struct WindowSizes(int Stream, int Connection);

/// <summary>
/// How large receive windows should be: bandwidth × delay. Counts what arrives during the round trip of a PING; the delay is the shortest round trip seen,
/// since a PING waits behind DATA in the queues on the way. Where their product is most of a window, the window is what the peer waits for, and it is doubled;
/// unless the last doubling brought no more bandwidth. The caller supplies the clock.
/// </summary>
/// <param name="most">The largest windows.</param>
internal sealed class WindowEstimator(WindowSizes most)
{
    private StreamId _stream;
    private long _octets;
    private long _streamOctets;
    private double _bestBandwidth;
    private TimeSpan _delay = TimeSpan.MaxValue;

    /// <summary>True while a round trip is measured.</summary>
    public bool IsMeasuring { get; private set; }

    /// <summary>Begins to measure on the connection and on this stream of it; false if it does already, or nothing may grow.</summary>
    public bool TryBegin(StreamId stream, WindowSizes now)
    {
        if (IsMeasuring || (now.Stream >= most.Stream && now.Connection >= most.Connection))
            return false;

        (IsMeasuring, _stream, _octets, _streamOctets) = (true, stream, 0, 0);
        return true;
    }

    /// <summary>DATA of this flow-controlled length has come.</summary>
    public void Receive(StreamId stream, int octets)
    {
        _octets += octets;
        if (stream == _stream)
            _streamOctets += octets;
    }

    /// <summary>The peer has answered something in this time.</summary>
    public void OnRoundTrip(TimeSpan roundTrip) => _delay = roundTrip < _delay ? roundTrip : _delay;

    /// <summary>The round trip is over: what the windows should be from now on.</summary>
    public WindowSizes End(TimeSpan roundTrip, WindowSizes now)
    {
        IsMeasuring = false;
        OnRoundTrip(roundTrip);
        var seconds = Math.Max(roundTrip.TotalSeconds, 1e-6);
        if (_octets / seconds <= _bestBandwidth)
            return now;

        _bestBandwidth = _octets / seconds;
        var share = Math.Min(_delay.TotalSeconds / seconds, 1); // of the round trip that is delay
        return new WindowSizes(Grow(now.Stream, _streamOctets * share, most.Stream), Grow(now.Connection, _octets * share, most.Connection));
    }

    private static int Grow(int size, double octets, int most) =>
        size < most && octets >= size * 2L / 3 ? (int)Math.Min(2L * size, most) : size;
}
