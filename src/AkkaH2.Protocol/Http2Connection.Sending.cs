using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>
/// The commands: streams send, and the work on them begins and ends. A command for a stream that is gone does nothing: ids are never used twice,
/// so a late one finds nothing to harm.
/// </content>
public sealed partial class Http2Connection
{
    /// <summary>The stream of that id, if it is live or still worked on.</summary>
    public Http2Stream? Find(StreamId id) => _streams.FindAny(id);

    /// <summary>Sends a whole response: head, body and trailers leave together (RFC 9113 §8.1).</summary>
    /// <param name="id">The stream of the request.</param>
    /// <param name="head">:status first, then fields with lower-case names. The caller answers for them: they are not checked here.</param>
    /// <param name="body">May be empty. Must not change until <see cref="IHttp2Events.OnWritten"/> has counted it.</param>
    /// <param name="trailers">Fields behind the body, with lower-case names; null if there are none.</param>
    public void Respond(StreamId id, HeaderField[] head, ReadOnlyMemory<byte> body, HeaderField[]? trailers = null)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        var ends = trailers is null;
        stream.Outbox.Add(head, end: ends && body.IsEmpty);
        stream.Outbox.Add(body, ends);
        if (trailers is not null)
            stream.Outbox.End(trailers);
        OnBegun(stream);
    }

    /// <summary>Sends the head of a response; a body follows, by <see cref="SendData"/> or <see cref="SendTrailers"/>.</summary>
    /// <param name="id">The stream of the request.</param>
    /// <param name="head">:status first, then fields with lower-case names.</param>
    public void SendHead(StreamId id, HeaderField[] head)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.Add(head, end: false);
        OnBegun(stream);
    }

    /// <summary>Sends an informational response (RFC 9113 §8.1, RFC 9110 §15.2). After the head it is too late: then it is dropped.</summary>
    /// <param name="id">The stream of the request.</param>
    /// <param name="head">:status, 100 to 199 and not 101, then fields with lower-case names.</param>
    public void SendInformational(StreamId id, HeaderField[] head)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.AwaitsContinue = false;
        stream.Outbox.AddInformational(head);
        _send.Offer(stream);
    }

    /// <summary>Sends a piece of the body, as far as the windows allow (RFC 9113 §6.9.1); the rest waits.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="data">Octets. Must not change until <see cref="IHttp2Events.OnWritten"/> has counted them.</param>
    /// <param name="end">True if the message ends with them (END_STREAM).</param>
    public void SendData(StreamId id, ReadOnlyMemory<byte> data, bool end)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.Add(data, end);
        Offer(stream);
    }

    /// <summary>Sends trailers, and with them the end of the message (RFC 9113 §8.1).</summary>
    /// <param name="id">The stream.</param>
    /// <param name="trailers">Fields with lower-case names, and no pseudo-header fields.</param>
    public void SendTrailers(StreamId id, HeaderField[] trailers)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        stream.Outbox.End(trailers);
        _send.Offer(stream);
    }

    /// <summary>Refuses the rest of a request whose response refuses it: RST_STREAM follows the response (RFC 9113 §8.1).</summary>
    /// <param name="id">The stream.</param>
    /// <param name="code">The error code; NO_ERROR tells the client that its response is whole.</param>
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

    /// <summary>
    /// Ends a stream with RST_STREAM (RFC 9113 §5.4.2). A message that is not complete is cut off where it is. A server's response whose end is queued
    /// goes out first, whole; then the reset is only for a client that still sends (§8.1).
    /// </summary>
    /// <param name="id">The stream.</param>
    /// <param name="code">The error code that the peer sees.</param>
    /// <param name="detail">The reason in words, for the log.</param>
    public void Reset(StreamId id, ErrorCode code, string detail)
    {
        if (_streams.Find(id) is not { } stream)
            return;

        if (_options.Role == Role.Server && stream is { MaySend: true, Outbox.HasEnded: true })
            ResetWhenSent(stream, code);
        else
            ResetNow(stream, code, detail);
    }

    /// <summary>Ends a stream with RST_STREAM at once, whatever of its message has not gone out. False if it is not open.</summary>
    internal bool TryCut(StreamId id, ErrorCode code, string detail)
    {
        if (_streams.Find(id) is not { } stream)
            return false;

        ResetNow(stream, code, detail);
        return true;
    }

    private void ResetNow(Http2Stream stream, ErrorCode code, string detail)
    {
        if (stream.PeerIsSending)
            _allowance.EarnLate();
        SendReset(stream.Id, code, detail);
    }

    // RFC 9113 §8.1: a complete response may be followed by RST_STREAM, and is not to be discarded for it.
    private void ResetWhenSent(Http2Stream stream, ErrorCode code)
    {
        stream.RefusesRest ??= code;
        DropBody(stream);
    }

    /// <summary>The application has taken octets of the body: the peer may send as many again (RFC 9113 §6.9).</summary>
    /// <param name="id">The stream.</param>
    /// <param name="octets">How many; more than is unread counts as all that is unread.</param>
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

    /// <summary>The application works on an answer to a request that was refused (<see cref="IHttp2Events.OnRefused"/>), or whose first work has failed. Call <see cref="EndWork"/> when it has ended.</summary>
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
        Recycle();
    }

    /// <summary>The work has failed. A response that has begun is cut off with RST_STREAM(INTERNAL_ERROR) (RFC 9113 §5.4.2).</summary>
    /// <param name="id">The stream.</param>
    /// <param name="detail">The reason in words, for the log.</param>
    /// <returns>True if no response has begun, so that one can still be sent.</returns>
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

    /// <summary>Exempts this stream from <see cref="Http2Options.MinimumBodyRate"/> and <see cref="Http2Options.MinimumResponseRate"/>. Tunnels are exempt anyway.</summary>
    public void AllowSlow(StreamId id)
    {
        if (_streams.Find(id) is { } stream)
            stream.MayBeSlow = true;
    }

    /// <summary>Gives a request a time of its own in place of <see cref="Http2Options.RequestTimeout"/>.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="timeout">From now to the beginning of its response; then <see cref="IHttp2Events.OnTimeout"/>.</param>
    public void SetRequestTimeout(StreamId id, TimeSpan timeout)
    {
        if (_streams.Find(id) is { Outbox.HasBegun: false } stream)
            SetRequestTimeout(stream, timeout);
    }

    private void OnBegun(Http2Stream stream)
    {
        stream.Deadline = TimeSpan.MaxValue;
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
        if (stream.AsksLater is { } priority)
            AskNow(stream, priority);
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

    private void ForgetIfClosed(Http2Stream stream)
    {
        if (stream.State == StreamState.Closed)
            Forget(stream, "the stream is closed");
    }

    /// <summary>The stream is closed. Where work on it goes on in vain, it learns so, and the memory of the body is given back.</summary>
    private void Forget(Http2Stream stream, string reason, ErrorCode? peerReset = null)
    {
        // RFC 9113 §5.1 "idle": a request whose HEADERS have not gone out is not known to the peer.
        if (stream.Fault == StreamFault.None && IsUnsent(stream))
            stream.Fault = StreamFault.NotProcessed;
        _send.Forget(stream);
        stream.Deadline = TimeSpan.MaxValue;
        if (!_streams.IsPeers(stream.Id))
            OnPlace();
        if (stream.Work == WorkState.Wanted && !stream.IsAnswered)
            Abort(stream, reason, peerReset);
        else if (stream.Work is not WorkState.Wanted)
            _flow.Release(stream.TakeUnread());
        _events.OnClosed(stream);
        EndClientWork(stream);
        AdmitWaiting();
        CloseIfDrained();
    }

    // RFC 9113 §5.1.2: a stream of ours is gone, which counted toward the peer's limit.
    private void OnPlace()
    {
        _pushes?.OnPlaces();
        if (_holdsRequests)
            HoldRequests();
        // RFC 9113 §5.1.1: a client that has used its last id needs a new connection.
        if (_options.Role == Role.Client && !HasIds && _streams.Own == 0)
            SendFinalGoAway("no stream ids left");
    }

    private void Abort(Http2Stream stream, string reason, ErrorCode? peerReset = null)
    {
        _streams.AbandonWork(stream);
        DropBody(stream);
        _events.OnAborted(stream, reason, peerReset);
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
