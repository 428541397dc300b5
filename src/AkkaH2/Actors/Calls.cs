using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The calls of one client connection: begins their streams, and turns what the engine says into their responses. They need no actors: there is no code of the
/// application to run here, so nothing that could fail alone.
/// </summary>
internal sealed class Calls : IConnectionStreams, IHttp2Events
{
    private readonly IActorContext _actor;
    private readonly ITransportConnection _transport;
    private readonly ClientSetup _setup;
    private readonly SendBuffers _sendBuffers;
    private readonly OpenCalls _open = new();
    private readonly List<Call> _answered = []; // by the message at hand
    private readonly List<(Call Call, CallFailure Failure)> _aborted = []; // by the message at hand
    private readonly ConnectionLoss _loss;
    private readonly PushedCalls _pushed;
    private readonly LoadReporter _load;
    private ILoggingAdapter? _log;
    private ErrorNote? _lastError;
    private EndNote _end;

    public Calls(IActorContext actor, ITransportConnection transport, TimeSpan since, ClientSetup setup)
    {
        (_actor, _transport, _setup, _sendBuffers) = (actor, transport, setup, new SendBuffers(setup.Settings.SendBufferSize));
        Connection = new Http2Connection(setup.Options, this, since);
        (_load, _loss, _pushed) = (new LoadReporter(actor, Connection), new ConnectionLoss(Connection, transport), new PushedCalls(actor, setup, () => Log));
        if (setup.First is { } first)
            Track(first, Connection.BeginUpgraded(first.Head));
    }

    /// <inheritdoc/>
    public Http2Connection Connection { get; }

    /// <inheritdoc/>
    public TimeSpan NextDeadline => _open.NextDeadline;

    /// <inheritdoc/>
    public ILoggingAdapter Log => _log ??= _actor.GetLogger();

    /// <inheritdoc/>
    public ErrorNote? LastError => _lastError;

    /// <inheritdoc/>
    public StreamSubject SubjectOf(Http2Stream stream) => stream.UserState is Call call ? StreamSubject.Of(call) : default;

    /// <inheritdoc/>
    public ref readonly EndNote End => ref _end;

    /// <inheritdoc/>
    public void OnEnding(string reason) => _end.OnEnding(reason);

    /// <inheritdoc/>
    public bool TryReset(StreamId stream, ErrorCode code)
    {
        if (Connection.Find(stream)?.UserState is not Call call)
            return false;

        // Before its stream ends, which would send it again.
        _open.Remove(call);
        call.Fail(new Http2ClientException(ClientErrorKind.Cancelled, call.Origin, "reset by an operator") { Stream = stream.Value, Code = code, MayHaveBeenProcessed = true });
        Connection.TryCut(stream, code, "reset by an operator");
        Connection.EndWork(stream);
        return true;
    }

    /// <inheritdoc/>
    public void OnCommand(StreamCommand command)
    {
        if (command is SendData { Trailers: { } trailers } && Connection.Find(command.Stream) is { UserState: Call call } stream && TooLarge(call, "trailers", trailers, stream) is { } error)
            FailRequest(call, error);
        else
            command.Apply(Connection);
    }

    /// <inheritdoc/>
    public bool OnMessage(object message)
    {
        switch (message)
        {
            case BeginCall begin: Begin(begin.Call); return true;
            case DropCall drop: Drop(drop.Call); return true;
            case PingServer { RoundTrip: var roundTrip }: Ping(roundTrip); return true;
            case RequestBodyFailed failed: OnBodyFailed(failed); return true;
            default: return false;
        }
    }

    /// <inheritdoc/>
    public void OnChildStopped(IActorRef child)
    {
        // it has none
    }

    /// <summary>A response whose head and end came with one read is delivered whole; and why calls failed is known now.</summary>
    public void AfterMessage()
    {
        // RFC 9113 §5.1.2: SETTINGS have left them no place here; another connection may have one. Where the client ends there is no other: they wait for a place.
        if (Connection is { HoldsRequests: true, IsEnding: false })
            Connection.GiveUpHeldRequests();
        FailAborted();
        foreach (var call in _answered)
            Deliver(call);
        _answered.Clear();
        _load.Report();
    }

    // Those that are sent elsewhere go there in their order.
    private void FailAborted()
    {
        if (_aborted.Count == 0)
            return;

        _aborted.Sort(static (one, other) => one.Call.Stream!.Value.Value.CompareTo(other.Call.Stream!.Value.Value));
        foreach (var (call, failure) in _aborted)
            OnFailed(call, failure);
        _aborted.Clear();
    }

    /// <inheritdoc/>
    public bool OnTime()
    {
        if (NextDeadline > Connection.Now)
            return false;

        foreach (var call in _open.LateAt(Connection.Now))
            OnLate(call);
        foreach (var stream in _open.TakeFinishing(Connection.Now))
            Connection.Reset(stream, ErrorCode.Cancel, "answered, and no more of the request taken");
        _open.AwaitNext();
        return false;
    }

    /// <inheritdoc/>
    public void ReleaseMemory()
    {
        // requests lend none
    }

    /// <inheritdoc/>
    public void OnLost(Exception cause) => _loss.OnLost(cause);

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Connection.OnLost(reason);
        AfterMessage();
        foreach (var call in _open.ToArray())
            OnFailed(call, new CallFailure(StreamFault.None, reason, null, null, null));
        if (_loss.TlsRefusal is { } refusal)
            _actor.Parent.Tell(new ConnectionRefused(refusal), _actor.Self);
        _load.Report();
    }

    void IHttp2Events.OnResponse(Http2Stream stream, ResponseHead head)
    {
        if (stream.UserState is not Call call)
            return;

        _load.OnAnswered();
        call.OnHead(head);
        _answered.Add(call);
    }

    ErrorCode? IHttp2Events.OnPromise(Http2Stream stream, Http2Stream promised, RequestHead request)
    {
        if (_pushed.Accept(stream.UserState as Call, request, out var refusal) is not { } pushed)
            return refusal;

        Track(pushed, promised);
        return null;
    }

    void IHttp2Events.OnInformational(Http2Stream stream, ResponseHead head) => (stream.UserState as Call)?.OnInformational(head);

    void IHttp2Events.OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => (stream.UserState as Call)?.OnData(octets);

    void IHttp2Events.OnEnd(Http2Stream stream, Headers trailers)
    {
        if (stream.UserState is not Call call)
            return;

        _open.Remove(call);
        call.OnEnd(trailers);
        if (call.Writer is not { IsComplete: false })
        {
            AwaitRest(stream);
            return;
        }

        // RFC 9113 §8.1: the server needs no more of the request.
        call.StopWriting("answered before the request was complete");
        Connection.Reset(stream.Id, ErrorCode.Cancel, "answered before the request was complete");
    }

    void IHttp2Events.OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset)
    {
        if (stream.UserState is Call call && _open.Contains(call))
            _aborted.Add((call, new CallFailure(stream.Fault, reason, peerReset, call.OurReset, null) { IsBodyUnsent = stream.OctetsSent == 0 }));
    }

    void IHttp2Events.OnWritten(Http2Stream stream, int octets) => (stream.UserState as Call)?.Writer?.OnSent(octets);

    void IHttp2Events.OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours)
    {
        _loss.OnError(code);
        _end.OnError(code, ours);
        ErrorNote.Put(ref _lastError, StreamId.Connection, code, detail, ours, Connection.Now);
        var seenBy = ours ? ErrorObserver.Us : ErrorObserver.Peer;
        new ConnectionError(code, detail, seenBy, lastStream, _transport.RemoteEndPoint, _actor.Self.Path) { Role = Role.Client }.Publish(_actor.System, Log);
    }

    void IHttp2Events.OnReset(StreamId stream, ErrorCode code, string detail, bool ours)
    {
        ErrorNote.Put(ref _lastError, stream, code, detail, ours, Connection.Now);
        if (Connection.Find(stream)?.UserState is not Call call)
            return;

        if (ours)
            call.OurReset = code;
        else if (!_open.Contains(call)) // else it may be sent again, with all of its body
            call.StopWriting($"stream {stream.Value} was reset by the peer: {code.Name()}");
    }

    void IHttp2Events.OnLimit(Limit limit)
    {
        _actor.System.EventStream.Publish(new LimitReached(Instruments.NameOf(limit), _actor.Self, _transport.RemoteEndPoint));
        _loss.OnLimit(limit);
        if (limit is Limit.IdleTimeout or Limit.MaxConnectionAge)
            OnEnding(limit == Limit.IdleTimeout ? "idle" : "age");
    }

    void IHttp2Events.OnRequest(Http2Stream stream, RequestHead head)
    {
        // a server sends none
    }

    void IHttp2Events.OnBegin(Http2Stream stream)
    {
        // a server sends no requests
    }

    void IHttp2Events.OnRefused(Http2Stream stream, Refusal refusal)
    {
        // a server sends no requests
    }

    void IHttp2Events.OnTimeout(Http2Stream stream)
    {
        // the times of calls are not the engine's
    }

    void IHttp2Events.OnDraining()
    {
        // the report says so
    }

    private void Ping(TaskCompletionSource<TimeSpan?> asked)
    {
        var (timeout, since) = (_setup.Options.KeepAliveTimeout, Connection.Now);
        Connection.Ping(roundTrip =>
        {
            // Null is for a connection that ends before.
            if (roundTrip is null && Connection.Now - since >= timeout)
                asked.TrySetException(_setup.PingTimedOut());
            else
                asked.TrySetResult(roundTrip);
        });
    }

    private void Begin(Call call)
    {
        _load.OnTaken();
        if (call.IsOver)
            return;

        if ((TooLarge(call, "header fields", call.Head) ?? TooLarge(call, "trailers", call.Trailers.AsSpan().ToArray())) is { } error)
        {
            call.Fail(error);
            return;
        }

        var content = call.Content;
        if (Connection.SendRequest(call.Head, endStream: content is RequestContent.None && call.Trailers.Count == 0) is not { } stream)
        {
            Return(call);
            return;
        }

        Track(call, stream);
        call.Options.Priority?.Attach(_actor.Self, stream.Id, new Headers(call.Head, OutgoingRequest.PseudoHeaderFields)[PriorityField.Name]);
        // RFC 9110 §10.1.1: a server that does not know the expectation is not waited for indefinitely.
        if (call.AwaitsContinue)
            _actor.System.Scheduler.Advanced.RingOnce(_setup.Client.ContinueTimeout, call.GoAhead);
        if (content is RequestContent.Octets octets)
            Connection.SendData(stream.Id, octets.Memory, end: call.Trailers.Count == 0);
        if (content is not RequestContent.Written && call.Trailers.Count > 0)
            Connection.SendTrailers(stream.Id, ResponseRules.Trailers(call.Trailers));
    }

    // RFC 9113 §8.1: the server may want the rest of a request that it has answered. One that neither takes it nor resets the stream does not keep its place.
    private void AwaitRest(Http2Stream stream)
    {
        if (stream.MaySend)
            _open.AddFinishing(stream.Id, Connection.Now.Plus(_setup.Settings.DrainTimeout));
    }

    // RFC 9113 §6.5.2, §10.5.1: the limit is advice, and a request above it is sent in vain, or worse. Before SETTINGS have come there is none.
    private Http2ClientException? TooLarge(Call call, string what, HeaderField[] fields, Http2Stream? stream = null)
    {
        var limit = Connection.PeerSettings.MaxHeaderListSize;
        if (limit == uint.MaxValue || fields.Length == 0 || CookieCrumbs.SizeOnWire(fields) is var size && size <= limit)
            return null;

        return new Http2ClientException(
            ClientErrorKind.HeadersTooLarge, call.Origin, $"the request's {what} have {size} octets, and the server takes {limit} (SETTINGS_MAX_HEADER_LIST_SIZE)")
        {
            Stream = stream?.Id.Value,
            MayHaveBeenProcessed = stream is not null && IsWithServer(stream),
        };
    }

    // RFC 9113 §5.1 "idle": a request whose HEADERS have not gone out does not exist for the server.
    private static bool IsWithServer(Http2Stream stream) => stream.Outbox.Head is null;

    private void Track(Call call, Http2Stream stream)
    {
        stream.UserState = call;
        _open.Add(call);
        _sendBuffers.Share(Connection.OpenStreams);
        call.Begin(stream.Id, _actor.Self, () => NewWriter(call, stream.Id));
    }

    private RequestWriter NewWriter(Call call, StreamId stream) =>
        new(stream, _actor.Self, _sendBuffers.ForOne, _setup.Materializer, call.Trailers, call.Announced);

    private void Drop(Call call)
    {
        if (call.Stream is not { } stream || Connection.Find(stream)?.UserState != call)
            return;

        _open.Remove(call);
        Connection.Reset(stream, ErrorCode.Cancel, "nobody waits for the response any more");
        Connection.EndWork(stream);
    }

    private void Deliver(Call call)
    {
        if (!call.IsOver && call.Deliver())
            Connection.EndWork(call.Stream!.Value); // nobody reads it from here: it is out of the queue
    }

    private void OnLate(Call call)
    {
        call.RunOutOfTime();
        Drop(call);
    }

    private void OnBodyFailed(RequestBodyFailed failed)
    {
        if (failed.Call.Stream is not { } id || Connection.Find(id) is not { } stream || stream.UserState != failed.Call)
            return;

        FailRequest(failed.Call, failed.ToException(IsWithServer(stream)));
    }

    // A response that is complete does not need the rest of its request.
    private void FailRequest(Call call, Http2ClientException error)
    {
        if (_open.Contains(call))
            call.Fail(error);
        Drop(call);
    }

    private void OnFailed(Call call, CallFailure failure)
    {
        if (!_open.Remove(call) || call.IsOver)
            return;

        failure = _loss.Complete(failure);
        if (call.MayResend(failure, Connection.HasBegun))
            Return(call);
        else
            call.Fail(failure.ToException(call));
    }

    private void Return(Call call)
    {
        call.Return();
        _load.Report(); // first, so that it does not come back to a connection that is full or leaving
        _actor.Parent.Tell(new CallReturned(call), _actor.Self);
    }
}
