using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// RFC 9218 §7.1: PRIORITY_UPDATE may come before its request. The last one of each stream is kept until the request begins, or a later one does.
/// </summary>
/// <param name="role">Our side.</param>
internal sealed class EarlyPriorities(Role role)
{
    private SortedDictionary<int, ResponsePriority>? _kept;

    /// <summary>How many requests are awaited.</summary>
    public int Count => _kept?.Count ?? 0;

    /// <summary>The fault of the frame, or null.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="isIdle">True if its stream is idle.</param>
    /// <param name="open">How many streams the peer has open.</param>
    /// <param name="limit">Our SETTINGS_MAX_CONCURRENT_STREAMS, as the peer knows it.</param>
    public Http2Error? Check(PriorityUpdateFrame frame, bool isIdle, int open, long limit)
    {
        // RFC 9218 §7.1: a server sends none: a connection error PROTOCOL_ERROR.
        if (role == Role.Client)
            return Wrong($"{frame} from a server");

        // RFC 9218 §7.1: a push stream that is idle cannot be meant, nor any other that the peer may not begin: a connection error PROTOCOL_ERROR.
        if (isIdle && !frame.Prioritized.IsClientInitiated)
            return Wrong($"{frame}, which is an idle push stream");

        // RFC 9218 §7.1: prioritized idle streams and open ones together above SETTINGS_MAX_CONCURRENT_STREAMS are a connection error PROTOCOL_ERROR.
        return isIdle && !IsKept(frame.Prioritized) && Count + open >= limit
            ? Wrong($"{frame}, with {open} streams open and {Count} more prioritized")
            : null;
    }

    /// <summary>Keeps the priority of a stream that is idle. Nothing above <paramref name="most"/> is kept.</summary>
    public void Keep(StreamId stream, ResponsePriority priority, long most)
    {
        if (Count < most || IsKept(stream))
            (_kept ??= [])[stream.Value] = priority;
    }

    /// <summary>The stream begins: what was kept for it, if anything. For a pushed one nothing can be (RFC 9218 §7.1), and it passes over no request.</summary>
    public ResponsePriority? Take(StreamId stream)
    {
        if (Count == 0 || !stream.IsClientInitiated)
            return null;

        ResponsePriority? kept = _kept!.TryGetValue(stream.Value, out var priority) ? priority : null;
        PassOver(stream);
        return kept;
    }

    /// <summary>RFC 9113 §5.1.1: a request has begun, so those up to it never will.</summary>
    public void PassOver(StreamId stream)
    {
        while (Count > 0 && _kept!.First().Key is var lowest && lowest <= stream.Value)
            _kept!.Remove(lowest);
    }

    private bool IsKept(StreamId stream) => _kept?.ContainsKey(stream.Value) == true;

    private static Http2Error.OnConnection Wrong(string detail) => new(ErrorCode.ProtocolError, detail);
}
