using Akka.Actor;
using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The exchanges of one connection: turns what its engine says into work for StreamActors, and what becomes of the work into calls on the engine. Belongs to
/// the ConnectionActor and runs only inside it.
/// </summary>
internal sealed class Exchanges : IConnectionStreams, IHttp2Events
{
    private const int KeptWhenQuiet = 1; // idle StreamActors

    private readonly IActorContext _actor;
    private readonly ServerSetup _setup;
    private readonly StreamActors _streams;
    private readonly ExchangeContext _shared;
    private readonly CancellationTokenSource _draining = new();
    private readonly ConnectionTelemetry? _telemetry = ConnectionTelemetry.Begin("2");
    private StreamId _lastBeforeQuiet;
    private List<ResponseWriter>? _closed; // whose streams are; what is being written may still be theirs
    private ILoggingAdapter? _log;
    private ErrorNote? _lastError;
    private EndNote _end;

    /// <param name="actor">The connection's actor.</param>
    /// <param name="transport">What is known of the connection.</param>
    /// <param name="since">When it began; its deadlines run from here.</param>
    /// <param name="setup">What it shares with others.</param>
    public Exchanges(IActorContext actor, ITransportConnection transport, TimeSpan since, ServerSetup setup)
    {
        (_actor, _setup) = (actor, setup);
        _streams = new StreamActors(number => actor.Watch(actor.ActorOf(setup.StreamActors, $"stream-{number}")), setup.Settings.IdleStreamActors, setup.Direct);
        var info = new ConnectionInfo(actor.Self.Path, ConnectionProtocol.Http2, transport);
        _shared = new ExchangeContext(actor.Self, setup.Materializer, new SendBuffers(setup.Settings.SendBufferSize), info, setup.Endpoints.Errors, _draining.Token);
        Connection = new Http2Connection(OptionsOf(setup), this, since, reuseStreams: true);
    }

    /// <inheritdoc/>
    public Http2Connection Connection { get; }

    /// <summary>When StreamActors that are not needed are let go; <see cref="TimeSpan.MaxValue"/> while none are.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <inheritdoc/>
    public ILoggingAdapter Log => _log ??= _actor.GetLogger();

    /// <inheritdoc/>
    public void OnCommand(StreamCommand command) => command.Apply(Connection);

    /// <summary>The endpoint has ended, perhaps with a whole response; its StreamActor can take another stream.</summary>
    private void OnEnded(Exchange exchange)
    {
        if (exchange.Failure is not null && TryEndFailed(exchange))
            return;
        if (exchange.TakeHeld() is { } response)
            Connection.Respond(exchange.Id, response.Head, response.Body, response.Trailers);
        if (_streams.Release(exchange) is { } spare)
            _actor.Stop(spare);
        Connection.EndWork(exchange.Id);
        AwaitQuiet();
    }

    /// <summary>It has failed while it was aborted. True if that was answered, now or already: its StreamActor has stopped, and did not say so.</summary>
    private bool TryEndFailed(Exchange exchange)
    {
        var stream = Connection.Find(exchange.Id);
        if (exchange.IsContinuedBy(stream?.UserState))
            return true; // the place is that of the other one
        var isDropped = stream is { State: not StreamState.Closed } && exchange.TryDropFailed();
        if (isDropped)
            Fail(exchange, stream!);
        if (!exchange.IsContinuedBy(stream?.UserState))
            exchange.EndTelemetry();
        return isDropped;
    }

    /// <inheritdoc/>
    public bool OnMessage(object message)
    {
        if (message is not Exchange ended)
            return false;

        OnEnded(ended);
        return true;
    }

    /// <inheritdoc/>
    public void AfterMessage()
    {
        // StreamActors are told at once.
    }

    /// <inheritdoc/>
    public Exception? Escalated { get; private set; }

    /// <inheritdoc/>
    public ErrorNote? LastError => _lastError;

    /// <inheritdoc/>
    public StreamSubject SubjectOf(Http2Stream stream) => stream.UserState is Exchange exchange ? StreamSubject.Of(exchange) : default;

    /// <summary>A StreamActor has failed: the directive for its failure says what the peer sees.</summary>
    public void OnChildStopped(IActorRef child)
    {
        if (_streams.Lost(child) is not { } exchange)
            return;

        var stream = Connection.Find(exchange.Id);
        if (stream is not null && exchange.Failure is null)
            OnStopped(exchange, stream);
        else if (stream is not null)
            Supervise(exchange, stream);
        if (!exchange.IsContinuedBy(stream?.UserState))
            exchange.OnActorLost();
    }

    /// <summary>
    /// Somebody else has stopped the StreamActor: to the peer the endpoint has failed. A function that is at work keeps its place until it ends; one place is not enough for a
    /// handler of errors besides.
    /// </summary>
    private void OnStopped(Exchange exchange, Http2Stream stream)
    {
        var isUnanswered = exchange.TryCutOff();
        if (!isUnanswered && exchange.TryDropFailed())
        {
            Fail(exchange, stream);
            return;
        }

        var isLive = stream.State != StreamState.Closed;
        if (!exchange.IsStillAtWork)
            Connection.EndWork(stream.Id);
        if (isUnanswered && isLive && exchange.EndsItself)
            AnswerByDefault(stream, RequestError.EndpointFailed(exchange), exchange.Request);
        else if (isUnanswered && isLive)
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
        else if (!exchange.HasCompleted)
            Connection.Reset(exchange.Id, ErrorCode.InternalError, Exchange.StoppedByOthers);
    }

    private void Supervise(Exchange exchange, Http2Stream stream)
    {
        switch (exchange.OnFailed(_setup.Supervision))
        {
            case Directive.Resume when exchange.TryFinish(): exchange.EndWork(); break;
            case Directive.Restart when exchange.Again(_setup.Settings.Supervision.Restarts) is { } again:
                stream.UserState = again;
                Assign(again);
                break;
            case Directive.Escalate:
                Escalated = exchange.Failure;
                Connection.Fail("an endpoint failed");
                break;
            default: Fail(exchange, stream); break;
        }
    }

    private void Fail(Exchange exchange, Http2Stream stream)
    {
        exchange.Abort("the endpoint failed");
        var mayAnswer = Connection.FailWork(stream.Id, "the endpoint failed");
        Connection.EndWork(stream.Id);
        if (mayAnswer)
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
    }

    /// <inheritdoc/>
    public void OnEnding(string reason) => _end.OnEnding(reason);

    /// <inheritdoc/>
    public ref readonly EndNote End => ref _end;

    /// <inheritdoc/>
    public bool TryReset(StreamId stream, ErrorCode code) => Connection.TryCut(stream, code, "reset by an operator");

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Connection.OnLost(reason);
        foreach (var exchange in _streams.AtWork)
        {
            exchange.OnConnectionStopped(reason);
            exchange.Writer?.ReleaseMemory();
        }

        ReleaseMemory();
        _telemetry?.End(_end.Reason, _end.Error);
    }

    /// <inheritdoc/>
    public void ReleaseMemory()
    {
        if (_closed is not { Count: > 0 })
            return;

        foreach (var writer in _closed)
            writer.ReleaseMemory();
        _closed.Clear();
    }

    /// <summary>Many requests at once take actors and room. None has come since: they are let go. True if that was so.</summary>
    public bool OnTime()
    {
        if (NextDeadline > Connection.Now)
            return false;

        NextDeadline = TimeSpan.MaxValue;
        if (_lastBeforeQuiet != Connection.HighestPeerStream || Connection.AtWork > 0)
        {
            AwaitQuiet();
            return false;
        }

        foreach (var spare in _streams.Trim(KeptWhenQuiet))
            _actor.Stop(spare);
        Connection.Trim();
        return true;
    }

    void IHttp2Events.OnRequest(Http2Stream stream, RequestHead head)
    {
        Instruments.OnStream();
        stream.UserState = new Exchange(stream.Id, new Request(head, stream.PeerIsSending ? RequestBody.Incoming() : RequestBody.Empty), _shared);
    }

    void IHttp2Events.OnBegin(Http2Stream stream) => Assign((Exchange)stream.UserState!);

    // Of requests, of what was pushed, and of handlers of errors alike.
    private void Assign(Exchange exchange)
    {
        _shared.SendBuffers.Share(Connection.OpenStreams);
        _streams.Assign(exchange, Connection.Now);
    }

    void IHttp2Events.OnRefused(Http2Stream stream, Refusal refusal)
    {
        Instruments.OnStream();
        Answer(stream, RequestError.Of(stream.Id, refusal), Request.Preview(refusal.Fields));
    }

    void IHttp2Events.OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => (stream.UserState as Exchange)?.Request.Body.Append(octets);

    void IHttp2Events.OnEnd(Http2Stream stream, Headers trailers) => (stream.UserState as Exchange)?.Request.Body.End(trailers);

    void IHttp2Events.OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset)
    {
        if (stream.UserState is not Exchange { Worker: { } worker } exchange)
            return;

        exchange.Abort(reason, peerReset);
        worker.Actor.Tell(new StreamClosed(exchange), _actor.Self);
    }

    void IHttp2Events.OnWritten(Http2Stream stream, int octets) => (stream.UserState as Exchange)?.Writer?.OnSent(octets);

    void IHttp2Events.OnClosed(Http2Stream stream)
    {
        if (stream.UserState is Exchange { Writer: { } writer })
            (_closed ??= []).Add(writer);
    }

    void IHttp2Events.OnTimeout(Http2Stream stream)
    {
        if (stream.UserState is not Exchange exchange || !exchange.TryTakeOver())
            return; // its response is on its way

        var error = RequestError.TimedOut(exchange);
        var answer = _setup.Endpoints.Errors.Default(error, exchange.Request.Method)!.Value;
        exchange.OnAnswered(answer);
        Respond(stream, answer, error.CodeOfRest);
        exchange.Abort(error.Detail);
    }

    // Callbacks of the application never run on the connection's thread.
    void IHttp2Events.OnDraining() => _ = _draining.CancelAsync();

    void IHttp2Events.OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours)
    {
        var seenBy = ours ? ErrorObserver.Us : ErrorObserver.Peer;
        _end.OnError(code, ours);
        ErrorNote.Put(ref _lastError, StreamId.Connection, code, detail, ours, Connection.Now);
        new ConnectionError(code, detail, seenBy, lastStream, _shared.Info.RemoteEndPoint, _actor.Self.Path).Publish(_actor.System, Log);
    }

    void IHttp2Events.OnReset(StreamId stream, ErrorCode code, string detail, bool ours)
    {
        Instruments.OnReset(code, ours);
        ErrorNote.Put(ref _lastError, stream, code, detail, ours, Connection.Now);
        if (ours)
            Log.Debug("{0}: stream {1} reset with {2}: {3}", _shared.Info.RemoteEndPoint, stream.Value, code.Name(), detail);
    }

    void IHttp2Events.OnLimit(Limit limit)
    {
        Instruments.OnLimit(limit);
        _actor.System.EventStream.Publish(new LimitReached(Instruments.NameOf(limit), _actor.Self, _shared.Info.RemoteEndPoint));
        if (limit is Limit.IdleTimeout or Limit.MaxConnectionAge)
            OnEnding(limit == Limit.IdleTimeout ? "idle" : "age");
    }

    private static Http2Options OptionsOf(ServerSetup setup) =>
        setup.MaxConnectionAge() is var age && age == setup.Options.MaxConnectionAge ? setup.Options : setup.Options with { MaxConnectionAge = age };

    private void AwaitQuiet()
    {
        if (NextDeadline != TimeSpan.MaxValue || Connection.AtWork > 0 || _streams.Idle <= KeptWhenQuiet)
            return;

        _lastBeforeQuiet = Connection.HighestPeerStream;
        NextDeadline = Connection.Now.Plus(_setup.Settings.IdleStreamActorsFor);
    }

    /// <summary>A request that no endpoint answers: by the application's error handler, on a StreamActor, else by the defaults, here.</summary>
    private void Answer(Http2Stream stream, RequestError error, Request request)
    {
        if (_setup.Endpoints.Errors.HasHandler && stream.UserState is not Exchange { Error: not null })
            Render(stream, error, request);
        else
            AnswerByDefault(stream, error, request);
    }

    private void AnswerByDefault(Http2Stream stream, RequestError error, Request request)
    {
        if (_setup.Endpoints.Errors.Default(error, request.Method) is { } answer)
            Respond(stream, answer, error.CodeOfRest);
        else
            Connection.Reset(stream.Id, error.Code, error.Detail);
    }

    // A handler is the application's code: it costs a place like any endpoint.
    private void Render(Http2Stream stream, RequestError error, Request request)
    {
        var exchange = new Exchange(stream.Id, request, _shared) { Error = error };
        stream.UserState = exchange;
        Connection.BeginWork(stream);
        Assign(exchange);
    }

    private void Respond(Http2Stream stream, EncodedResponse answer, ErrorCode codeOfRest)
    {
        Connection.Respond(stream.Id, answer.Head, answer.Body, answer.Trailers);
        Connection.RefuseRest(stream.Id, codeOfRest);
    }
}
