using AkkaH2.Protocol;

namespace AkkaH2.Wire;

/// <summary>
/// HEADERS or PUSH_PROMISE and its CONTINUATION frames become one frame with the whole field block (RFC 9113 §4.3, §6.10).
/// Everything else passes unchanged; inside a block, everything else is a connection error.
/// <para>
/// A block in one frame is handed on as it came, without a copy. One in several frames is copied into memory of its own, at most
/// the block limit. After a connection error nothing comes any more.
/// </para>
/// </summary>
internal sealed class FieldBlockAssembler
{
    private readonly int _maxBlockOctets;
    private readonly int _maxContinuations;
    private FieldBlock? _open;
    private bool _failed;

    /// <summary>An assembler between blocks.</summary>
    /// <param name="maxBlockOctets">The longest block, in compressed octets. One more is a connection error ENHANCE_YOUR_CALM.</param>
    /// <param name="maxContinuations">The most CONTINUATION frames in a block. One more is a connection error ENHANCE_YOUR_CALM.</param>
    public FieldBlockAssembler(int maxBlockOctets, int maxContinuations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBlockOctets);
        ArgumentOutOfRangeException.ThrowIfNegative(maxContinuations);
        (_maxBlockOctets, _maxContinuations) = (maxBlockOctets, maxContinuations);
    }

    /// <summary>Is a block waiting for its next CONTINUATION?</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Takes what the decoder read; false while a block is incomplete, otherwise the frame to go on with or what is wrong.</summary>
    /// <remarks>Faults of the decoder go through here too: a stream error inside a block is a connection error.</remarks>
    public bool Offer(Outcome<Frame> next, out Outcome<Frame> result)
    {
        result = default;
        if (_failed) return false;

        if (_open is not null) return Continue(_open, next, out result);

        switch (next.Value)
        {
            case HeadersFrame headers: return Begin(headers, headers.Fragment, headers.EndHeaders, out result);
            case PushPromiseFrame promise: return Begin(promise, promise.Fragment, promise.EndHeaders, out result);

            // RFC 9113 §6.10: CONTINUATION without a block to continue is a connection error PROTOCOL_ERROR.
            case ContinuationFrame stray: return Fail(ErrorCode.ProtocolError, $"{stray} without a field block", out result);

            default: return Pass(next, out result);
        }
    }

    private bool Begin(Frame first, ReadOnlyMemory<byte> fragment, bool endHeaders, out Outcome<Frame> result)
    {
        // RFC 9113 §10.5.1: a field block that is too large to process may end the connection.
        if (fragment.Length > _maxBlockOctets) return FailTooLong(first, out result);

        if (endHeaders) return Pass(first, out result);

        _open = new FieldBlock(first, fragment.Span);
        result = default;
        return false;
    }

    private bool Continue(FieldBlock block, Outcome<Frame> next, out Outcome<Frame> result)
    {
        if (next.Error is Http2Error.OnConnection) return Pass(next, out result);

        // RFC 9113 §4.3, §6.10: any other frame, or one of another stream, inside a block is a connection error PROTOCOL_ERROR.
        if (next.Value is not ContinuationFrame continuation || continuation.Stream != block.First.Stream)
            return Fail(ErrorCode.ProtocolError, $"{next} inside the field block of {block.First}", out result);

        // RFC 9113 §10.5: many small CONTINUATION frames cost more than they carry.
        if (block.Continuations == _maxContinuations)
            return Fail(Limit.MaxContinuationFrames, $"more than {_maxContinuations} CONTINUATION frames after {block.First}", out result);

        if (block.Length + continuation.Fragment.Length > _maxBlockOctets) return FailTooLong(block.First, out result);

        block.Add(continuation.Fragment.Span);
        return continuation.EndHeaders ? Complete(block, out result) : Wait(out result);
    }

    private bool Complete(FieldBlock block, out Outcome<Frame> result)
    {
        _open = null;
        result = block.ToFrame();
        return true;
    }

    private bool Pass(Outcome<Frame> next, out Outcome<Frame> result)
    {
        if (next.Error is Http2Error.OnConnection) (_failed, _open) = (true, null);
        result = next;
        return true;
    }

    private static bool Wait(out Outcome<Frame> result)
    {
        result = default;
        return false;
    }

    private bool FailTooLong(Frame first, out Outcome<Frame> result) =>
        Fail(Limit.MaxHeaderBlockSize, $"a field block of more than {_maxBlockOctets} octets after {first}", out result);

    private bool Fail(Limit limit, string detail, out Outcome<Frame> result) =>
        Pass(new Http2Error.OnConnection(ErrorCode.EnhanceYourCalm, detail) { Limit = limit }, out result);

    private bool Fail(ErrorCode code, string detail, out Outcome<Frame> result) => Pass(new Http2Error.OnConnection(code, detail), out result);
}
