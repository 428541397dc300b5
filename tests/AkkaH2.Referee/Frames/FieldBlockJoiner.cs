namespace AkkaH2.Referee;

/// <summary>HEADERS or PUSH_PROMISE and the CONTINUATION frames behind it (RFC 9113 §4.3, §6.10): one frame with the whole block.</summary>
public sealed class FieldBlockJoiner
{
    private WireFrame? _first;
    private byte[] _block = [];

    /// <summary>The frame to go on with, or null while a block is incomplete.</summary>
    /// <exception cref="RuleBrokenException">Something stands inside a block that does not belong there.</exception>
    public WireFrame? Offer(WireFrame frame) => _first is null ? Outside(frame) : Inside(frame);

    private WireFrame? Outside(WireFrame frame)
    {
        switch (frame)
        {
            case Continuation: throw new RuleBrokenException("RFC 9113 §6.10", ErrorNumber.ProtocolError, $"CONTINUATION on stream {frame.Stream} without a field block");
            case Headers { EndHeaders: false } headers: (_first, _block) = (headers, headers.Fragment); return null;
            case PushPromise { EndHeaders: false } promise: (_first, _block) = (promise, promise.Fragment); return null;
            default: return frame;
        }
    }

    private WireFrame? Inside(WireFrame frame)
    {
        if (frame is not Continuation continuation || frame.Stream != _first!.Stream)
            throw new RuleBrokenException("RFC 9113 §4.3, §6.10", ErrorNumber.ProtocolError, $"{frame.GetType().Name} on stream {frame.Stream} inside the field block of stream {_first!.Stream}");

        _block = [.. _block, .. continuation.Fragment];
        if (!continuation.EndHeaders) return null;

        WireFrame whole = _first is PushPromise promise
            ? promise with { Fragment = _block, EndHeaders = true, PadLength = null }
            : (Headers)_first with { Fragment = _block, EndHeaders = true, PadLength = null };
        (_first, _block) = (null, []);
        return whole;
    }
}
