using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One HTTP/2 connection as an actor: owns its engine (whose windows are this actor's state), its pipeline, its StreamActors and one timer.
/// Every rule of RFC 9113 is in <see cref="Http2Connection"/>; this is how a connection lives.
/// <para>
/// Running → Closing (the engine has ended: what is queued goes out) → Lingering (our side is closed, the peer's is not). Where the peer has
/// closed its side before, Closing is Finishing, and nothing lingers.
/// </para>
/// </summary>
internal sealed class ConnectionActor : UntypedActor, IHttp2Events
{
    private const int KeptWhenQuiet = 1; // idle StreamActors

    private readonly ITransportConnection _transport;
    private readonly ConnectionSetup _setup;
    private readonly Http2Settings _settings;
    private readonly Http2Connection _connection;
    private readonly StreamActors _streams;
    private readonly CancellationTokenSource _draining = new();
    private readonly ExchangeContext _exchanges;
    private readonly WriteBatch _batch = new();
    private IActorRef _pipeline = ActorRefs.Nobody;
    private bool _demand; // the transport takes a batch
    private bool _flushing; // a Flush is in the mailbox
    private Alarm? _alarm;
    private TimeSpan _alarmAt = TimeSpan.MaxValue;
    private TimeSpan _quietAt = TimeSpan.MaxValue; // then StreamActors that are not needed go
    private TimeSpan _endAt = TimeSpan.MaxValue; // then a peer that does not close its side is cut off
    private StreamId _lastBeforeQuiet;
    private ILoggingAdapter? _log;

    public ConnectionActor(ITransportConnection transport, ConnectionSetup setup)
    {
        (_transport, _setup, _settings) = (transport, setup, setup.Settings);
        _connection = new Http2Connection(Aged(setup.Options), this, Clock);
        _streams = new StreamActors(SpawnStream, _settings.IdleStreamActors);
        _exchanges = new ExchangeContext(Self, setup.Materializer, _settings.SendBufferSize, transport.RemoteEndPoint, setup.Endpoints.Errors, _draining.Token);
    }

    // Most connections have nothing to say: they hold no logger.
    private ILoggingAdapter Log => _log ??= Context.GetLogger();

    // Connections that began together do not end together: up to a tenth of their age apart.
    private static Http2Options Aged(Http2Options options) => options.MaxConnectionAge == Timeout.InfiniteTimeSpan
        ? options
        : options with { MaxConnectionAge = options.MaxConnectionAge * (1 + (Random.Shared.NextDouble() / 10)) };

    private TimeSpan Clock => _setup.Clock();

    public static Props Props(ITransportConnection transport, ConnectionSetup setup) =>
        Akka.Actor.Props.Create(typeof(ConnectionActor), transport, setup).WithDispatcher(setup.Settings.Dispatcher);

    protected override void PreStart()
    {
        Pipeline.Create(_transport, Self, _setup.Pipeline, _setup.Options, _connection.FirstLimits)
            .Run(Context.Materializer(_setup.PipelineMaterializer, "pipeline"));
        SetAlarm();
    }

    protected override void PostStop()
    {
        _alarm?.Silence();
        foreach (var exchange in _streams.AtWork)
            exchange.Abort("the connection is closed");
        _transport.Abort();
    }

    // Whatever fails in an exchange takes its StreamActor with it and nothing else; its stream is answered when that has stopped.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Running(message);

    private void Running(object message)
    {
        _connection.Now = Clock;
        switch (message)
        {
            case FrameBatch batch: OnBatch(batch); break;
            case StreamCommand command: OnCommand(command); break;
            case AnnounceSettings announce: _connection.Announce(announce.Settings); break;
            case Drain: _connection.BeginDrain(); break;
            case InputClosed { Cause: null }: OnInputClosed(); break;
            default: Always(message); break;
        }

        if (_connection.IsOver)
            BeginClosing(message is InputClosed ? Finishing : Closing);
        Continue();
    }

    /// <summary>The peer has closed its side: requests that are complete are answered, and nothing more comes in.</summary>
    private void InputEnded(object message)
    {
        _connection.Now = Clock;
        switch (message)
        {
            case StreamCommand command: OnCommand(command); break;
            case AnnounceSettings or Drain: break;
            default: Always(message); break;
        }

        if (_connection.IsOver)
            BeginClosing(Finishing);
        Continue();
    }

    /// <summary>RFC 9113 §5.4.1: what is queued, GOAWAY last, goes out, then our side closes.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case InputClosed { Cause: null }: Become(Finishing); break;
            case OutputClosed { Cause: null }: BeginLinger(); break;
            default: Ending(message); break;
        }

        Continue();
    }

    /// <summary>Closing, and the peer has closed its side: it still reads what is queued.</summary>
    private void Finishing(object message)
    {
        Ending(message);
        Continue();
    }

    /// <summary>We have closed our side and wait for the peer to close its own.</summary>
    private void Lingering(object message)
    {
        if (message is InputClosed)
            Context.Stop(Self);
        else
            Ending(message);
    }

    private void Ending(object message)
    {
        _connection.Now = Clock;
        switch (message)
        {
            case FrameBatch: _pipeline.Tell(BatchDone.Instance, Self); break; // read on, so that the peer can read our GOAWAY
            case StreamCommand command: OnCommand(command); break;
            case Drain or AnnounceSettings: break;
            default: Always(message); break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case PipelineReady ready: _pipeline = ready.Pipeline; break; // it asks for what to write when it runs
            case WriteDemand: OnWriteDemand(); break;
            case Flush: OnFlush(); break;
            case InputClosed input: OnLost(input.Cause); break;
            case OutputClosed output: OnLost(output.Cause); break;
            case Terminated stopped: OnStreamActorStopped(stopped.ActorRef); break;
            case Alarm alarm: OnAlarm(alarm); break;
            default: Unhandled(message); break;
        }
    }

    private void OnBatch(FrameBatch batch)
    {
        _connection.OnFieldBlock(batch.IsInsideBlock);
        _connection.Receive(batch.Items);
        ReadOn();
    }

    // While too many answers wait to be written, the next read is held back.
    private void ReadOn()
    {
        if (_connection.MayRead())
            _pipeline.Tell(BatchDone.Instance, Self);
    }

    private void OnCommand(StreamCommand command)
    {
        var stream = command.EndsWork ? _connection.Find(command.Stream) : null;
        command.Apply(_connection);
        if (command.EndsWork)
            OnWorkEnded(command.Stream, stream?.UserState as Exchange);
    }

    private void OnWorkEnded(StreamId id, Exchange? exchange)
    {
        if (exchange is not null && _streams.Release(exchange) is { } spare)
            Context.Stop(spare);
        _connection.EndWork(id);
        AwaitQuiet();
    }

    private void OnInputClosed()
    {
        _connection.OnInputClosed();
        Become(InputEnded);
    }

    private void OnLost(Exception? cause)
    {
        if (cause is not null)
            Log.Debug("{0}: connection lost: {1}", _transport.RemoteEndPoint, cause.Message);

        _connection.OnLost("the peer closed the connection");
        Context.Stop(Self);
    }

    private void OnWriteDemand()
    {
        _demand = true;
        _connection.OnWritten();
        _batch.Frames.Clear();
    }

    private void OnFlush()
    {
        _flushing = false;
        if (_demand)
            Write();
    }

    private void Write()
    {
        if (_connection.HasOutput)
        {
            _connection.TakeFrames(_batch.Frames, _settings.WriteBatchSize);
            _demand = false;
            _pipeline.Tell(_batch, Self);
        }
        else if (_connection.IsOver)
        {
            _demand = false;
            _pipeline.Tell(CloseOutput.Instance, Self);
        }
    }

    // After every message: one write for all that the messages of this turn caused, and one timer.
    private void Continue()
    {
        if (_connection.IsReadingHeldBack)
            ReadOn();
        if (_demand && !_flushing && (_connection.HasOutput || _connection.IsOver))
        {
            // Behind all that is in the mailbox already: the answers of one turn leave together.
            _flushing = true;
            Self.Tell(Flush.Instance, ActorRefs.NoSender);
        }

        SetAlarm();
    }

    private void BeginClosing(UntypedReceive behaviour)
    {
        // A peer that takes nothing any more does not hold the connection for ever.
        _endAt = Clock + _settings.DrainTimeout;
        Become(behaviour);
    }

    private void BeginLinger()
    {
        _endAt = Clock + _settings.LingerTimeout;
        Become(Lingering);
    }

    private void SetAlarm()
    {
        var at = Min(_connection.NextDeadline, Min(_quietAt, _endAt));
        if (at >= _alarmAt)
            return; // the alarm that is set comes in time

        _alarm?.Silence();
        (_alarm, _alarmAt) = (new Alarm(Self), at);
        var wait = at - Clock;
        Context.System.Scheduler.Advanced.ScheduleOnce(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _alarm.Ring);
    }

    private void OnAlarm(Alarm alarm)
    {
        if (alarm != _alarm)
            return; // another one was set while it rang

        _alarmAt = TimeSpan.MaxValue;
        _connection.Now = Clock;
        _connection.OnTime();
        if (_quietAt <= _connection.Now)
            OnQuiet();
        if (_endAt <= _connection.Now)
            Context.Stop(Self);
        else
            SetAlarm();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // Many requests at once take actors and room. When none has come for a while, the connection lets them go.
    private void AwaitQuiet()
    {
        if (_quietAt != TimeSpan.MaxValue || _connection.AtWork > 0 || _streams.Idle <= KeptWhenQuiet)
            return;

        _lastBeforeQuiet = _connection.HighestPeerStream;
        _quietAt = _connection.Now + _settings.IdleStreamActorsFor;
    }

    private void OnQuiet()
    {
        _quietAt = TimeSpan.MaxValue;
        if (_lastBeforeQuiet == _connection.HighestPeerStream && _connection.AtWork == 0)
            LetGo();
        else
            AwaitQuiet();
    }

    private void LetGo()
    {
        foreach (var spare in _streams.Trim(KeptWhenQuiet))
            Context.Stop(spare);
        _connection.Trim();
        // While there is demand the pipeline has given the batch back.
        if (_demand)
            _batch.Frames.Capacity = 0;
    }

    private IActorRef SpawnStream(int number) => Context.Watch(Context.ActorOf(_setup.StreamActors, $"stream-{number}"));

    private void OnStreamActorStopped(IActorRef actor)
    {
        if (_streams.Lost(actor) is not { } exchange || _connection.Find(exchange.Id) is not { } stream)
            return;

        exchange.Abort("the endpoint failed");
        var mayAnswer = _connection.FailWork(stream.Id, "the endpoint failed");
        _connection.EndWork(stream.Id);
        if (mayAnswer)
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
    }

    /// <summary>A request that no endpoint answers: by the application's error handler, on a StreamActor, else by the defaults, here.</summary>
    private void Answer(Http2Stream stream, RequestError error, Request request)
    {
        if (_setup.Endpoints.Errors.HasHandler && stream.UserState is not Exchange { Error: not null })
            Render(stream, error, request);
        else if (_setup.Endpoints.Errors.Default(error, request.Method) is { } answer)
            Respond(stream, answer, error.CodeOfRest);
        else
            _connection.Reset(stream.Id, error.Code, error.Detail);
    }

    // A handler is the application's code: it costs a place like any endpoint.
    private void Render(Http2Stream stream, RequestError error, Request request)
    {
        var exchange = new Exchange(stream.Id, request, _exchanges) { Error = error };
        stream.UserState = exchange;
        _connection.BeginWork(stream);
        _streams.Assign(exchange);
    }

    private void Respond(Http2Stream stream, ErrorAnswer answer, ErrorCode codeOfRest)
    {
        _connection.Respond(stream.Id, answer.Head, answer.Body);
        _connection.RefuseRest(stream.Id, codeOfRest);
    }

    void IHttp2Events.OnRequest(Http2Stream stream, RequestHead head) =>
        stream.UserState = new Exchange(stream.Id, new Request(head, stream.PeerIsSending ? RequestBody.Incoming() : RequestBody.Empty), _exchanges);

    void IHttp2Events.OnBegin(Http2Stream stream) => _streams.Assign((Exchange)stream.UserState!);

    void IHttp2Events.OnRefused(Http2Stream stream, Refusal refusal) =>
        Answer(stream, RequestError.Of(stream.Id, refusal), Request.Preview(refusal.Fields));

    void IHttp2Events.OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => (stream.UserState as Exchange)?.Request.Body.Append(octets);

    void IHttp2Events.OnEnd(Http2Stream stream, Headers trailers) => (stream.UserState as Exchange)?.Request.Body.Complete(trailers);

    void IHttp2Events.OnAborted(Http2Stream stream, string reason)
    {
        if (stream.UserState is not Exchange { Worker: { } worker } exchange)
            return;

        exchange.Abort(reason);
        worker.Actor.Tell(new StreamClosed(exchange), Self);
    }

    void IHttp2Events.OnWritten(Http2Stream stream, int octets) => (stream.UserState as Exchange)?.Writer?.OnSent(octets);

    void IHttp2Events.OnTimeout(Http2Stream stream)
    {
        if (stream.UserState is not Exchange exchange || !exchange.TryTakeOver())
            return; // its response is on its way

        var error = RequestError.TimedOut(exchange);
        Respond(stream, _setup.Endpoints.Errors.Default(error, exchange.Request.Method)!, error.CodeOfRest);
        exchange.Abort(error.Detail);
    }

    // Callbacks of the application never run on the connection's thread.
    void IHttp2Events.OnDraining() => _ = _draining.CancelAsync();

    void IHttp2Events.OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours)
    {
        var seenBy = ours ? ErrorObserver.Us : ErrorObserver.Peer;
        Log.Debug("{0}: connection error {1}, seen by {2}: {3}", _transport.RemoteEndPoint, code.Name(), seenBy, detail);
        Context.System.EventStream.Publish(new ConnectionError(code, detail, seenBy, lastStream, _transport.RemoteEndPoint, Self.Path));
    }

    void IHttp2Events.OnReset(StreamId stream, ErrorCode code, string detail) =>
        Log.Debug("{0}: stream {1} reset with {2}: {3}", _transport.RemoteEndPoint, stream.Value, code.Name(), detail);
}
