using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>
/// What streams send, and what becomes of the work on them. A command for a stream that is gone does nothing: ids are never used twice,
/// so a late one finds nothing to harm.
/// </content>
public sealed partial class Http2Connection
{
    /// <summary>The stream of that id, if it is live or still worked on.</summary>
    public Http2Stream? Find(StreamId id) => _streams.FindAny(id);

    /// <summary>A whole response: head and body leave together.</summary>
    public void Respond(StreamId id, HeaderField[] head, ReadOnlyMemory<byte> body)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.Add(head, end: body.IsEmpty);
        stream.Outbox.Add(body, end: true);
        OnBegun(stream);
    }

    /// <summary>A head; a body follows.</summary>
    public void SendHead(StreamId id, HeaderField[] head)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.Add(head, end: false);
        OnBegun(stream);
    }

    /// <summary>An informational response (RFC 9113 §8.1). Once there was a head it is too late: then it is dropped.</summary>
    public void SendInformational(StreamId id, HeaderField[] head)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.AwaitsContinue = false;
        stream.Outbox.AddInformational(head);
        _send.Offer(stream);
    }

    /// <summary>A piece of the body, within the windows. The memory must stay as it is until <see cref="IHttp2Events.OnWritten"/> has counted it.</summary>
    public void SendData(StreamId id, ReadOnlyMemory<byte> data, bool end)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.Add(data, end);
        Offer(stream);
    }

    /// <summary>Trailers, and with them the end.</summary>
    public void SendTrailers(StreamId id, HeaderField[] trailers)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.End(trailers);
        _send.Offer(stream);
    }

    /// <summary>The response refuses the request: its rest is refused with this code, once the response is out (RFC 9113 §8.1).</summary>
    public void RefuseRest(StreamId id, ErrorCode code)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.RefusesRest = code;
        if (stream.Work == WorkState.Wanted)
            Abort(stream, "the request was refused");
        else
            DropBody(stream);
    }

    /// <summary>Ends a stream with RST_STREAM (RFC 9113 §5.4.2).</summary>
    public void Reset(StreamId id, ErrorCode code, string detail)
    {
        if (_streams.Find(id) is not null)
            SendReset(id, code, detail);
    }

    /// <summary>The application took so many octets of the body: the peer may send as many again (RFC 9113 §6.9).</summary>
    public void Consume(StreamId id, int octets)
    {
        if (_streams.FindAny(id) is not { } stream)
            return;

        // A body that is dropped was given back at once; nothing is given back twice.
        octets = Math.Min(octets, stream.Unread);
        if (octets > 0)
            _flow.Consume(stream, octets, Now);
        EndClientWork(stream);
        CloseIfDrained();
    }

    /// <summary>Somebody works on an answer to a request that was refused, or whose first work has failed. Call <see cref="EndWork"/> when it has ended.</summary>
    public void BeginWork(Http2Stream stream)
    {
        if (stream.Work is WorkState.None or WorkState.Ended && stream.State != StreamState.Closed)
            _streams.BeginWork(stream);
    }

    /// <summary>The work on the stream has ended: its place is free, and the stream need not wait for the rest of its request.</summary>
    public void EndWork(StreamId id)
    {
        if (_streams.FindAny(id) is not { } stream)
            return;

        _lastActivity = Now;
        _streams.EndWork(stream);
        if (stream.State == StreamState.Closed)
            _flow.Release(stream.TakeUnread());
        else
            EndReading(stream);
        AdmitWaiting();
        CloseIfDrained();
    }

    /// <summary>The work has failed. True if nothing of a response has begun, so that one can still be sent; else RST_STREAM has ended the stream.</summary>
    public bool FailWork(StreamId id, string detail)
    {
        if (_streams.Find(id) is not { } stream)
            return false;

        if (stream.Outbox.HasEnded)
            return false; // the response is whole, whatever failed after it
        if (!stream.Outbox.HasBegun)
            return true;

        // RFC 9113 §5.4.2: only RST_STREAM says that it is not whole.
        SendReset(id, ErrorCode.InternalError, detail);
        return false;
    }

    /// <summary>A body of this stream may be sent, and its response taken, as slowly as it likes.</summary>
    public void AllowSlow(StreamId id)
    {
        if (_streams.Find(id) is { } stream)
            stream.MayBeSlow = true;
    }

    /// <summary>The request must have the beginning of its response within this time; else <see cref="IHttp2Events.OnTimeout"/>.</summary>
    public void SetRequestTimeout(StreamId id, TimeSpan timeout)
    {
        if (_streams.Find(id) is { Outbox.HasBegun: false } stream)
            SetRequestTimeout(stream, timeout);
    }

    private void OnBegun(Http2Stream stream)
    {
        stream.Deadline = null;
        _send.Offer(stream);
    }

    // What waits for a window makes no output, so nothing else would begin to measure how long.
    private void Offer(Http2Stream stream)
    {
        _send.Offer(stream);
        if (_send.IsHeldUp)
            MeasureRates();
    }

    /// <summary>A frame that the scheduler put on the wire moves the stream.</summary>
    private void OnSignal(Http2Stream stream, StreamSignal signal)
    {
        _streams.Signal(stream, signal);
        if (signal == StreamSignal.SendEndStream && _options.Role == Role.Server)
            OnAnswered(stream);
        ForgetIfClosed(stream);
    }

    private void OnAnswered(Http2Stream stream)
    {
        stream.IsAnswered = true;
        ResetUnreadRequest(stream);
    }

    // What still comes of the request is not for anybody. What has come is in memory until the stream is gone.
    private void EndReading(Http2Stream stream)
    {
        stream.DropsBody |= _options.Role == Role.Server;
        ResetUnreadRequest(stream);
    }

    private void ResetUnreadRequest(Http2Stream stream)
    {
        // RFC 9113 §8.1: a complete response to a request that is still coming, and that nobody reads: RST_STREAM(NO_ERROR).
        if (stream.State == StreamState.HalfClosedLocal && (stream.Work is not WorkState.Wanted || stream.RefusesRest is not null))
            SendReset(stream.Id, stream.RefusesRest ?? ErrorCode.NoError, "answered before the request was complete");
    }

    /// <summary>RST_STREAM, whether or not the stream is live.</summary>
    private void SendReset(StreamId id, ErrorCode code, string detail)
    {
        var live = _streams.Find(id);
        // RFC 9113 §5.1 "idle": a request whose HEADERS have not gone out is not known to the peer, and never will be.
        if (_options.Role == Role.Server || live?.Outbox.Head is null)
            _send.Control(new RstStreamFrame(id, code));
        _events.OnReset(id, code, detail);
        if (live is not { State: not StreamState.Closed } stream)
        {
            _streams.ForgetCause(id);
            return;
        }

        _streams.Signal(stream, StreamSignal.SendReset);
        Forget(stream, $"stream {id.Value} was reset with {code.Name()}: {detail}");
    }

    private void ForgetIfClosed(Http2Stream stream)
    {
        if (stream.State == StreamState.Closed)
            Forget(stream, "the stream is closed");
    }

    /// <summary>The stream is closed. Where work on it goes on in vain, it learns so, and the memory of the body is given back.</summary>
    private void Forget(Http2Stream stream, string reason)
    {
        _send.Forget(stream);
        stream.Deadline = null;
        if (!_streams.IsPeers(stream.Id))
            _pushes?.OnPlaces();
        if (stream.Work == WorkState.Wanted && !stream.IsAnswered)
            Abort(stream, reason);
        else if (stream.Work is not WorkState.Wanted)
            _flow.Release(stream.TakeUnread());
        EndClientWork(stream);
        AdmitWaiting();
        CloseIfDrained();
    }

    private void Abort(Http2Stream stream, string reason)
    {
        _streams.AbandonWork(stream);
        DropBody(stream);
        _events.OnAborted(stream, reason);
    }

    private void DropBody(Http2Stream stream)
    {
        stream.DropsBody = true;
        _flow.Release(stream.TakeUnread());
    }

    // A client's stream is no work of ours: its place is free when it is closed, and what came of it was taken or given up.
    private void EndClientWork(Http2Stream stream)
    {
        if (_options.Role == Role.Client && stream is { State: StreamState.Closed, Unread: 0 })
            _streams.EndWork(stream);
    }
}
