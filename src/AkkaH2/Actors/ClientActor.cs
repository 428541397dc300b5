using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>
/// The client of one origin: owns its connections, and gives each call to one that has room. Calls wait in a bounded queue while there is none. Opens connections one
/// after the other, as they are needed; one that is lost is replaced when the next call needs it, with growing pauses while that fails.
/// <para>Serving → Draining (takes no more calls; stops with its last connection).</para>
/// </summary>
internal sealed class ClientActor : UntypedActor, IWithTimers
{
    private ClientSetup _setup;
    private readonly CallQueue _queue;
    private readonly BackOff _backOff;
    private readonly CallErrors _errors;
    private readonly List<PooledConnection> _connections = [];
    private CancellationTokenSource? _connecting;
    private Exception? _lastFailure;
    private TimeSpan _callTimeAt; // when the timer for them rings, if it is active
    private int _failures; // in a row: attempts to connect, and connections that ended without a response
    private long _opened;
    private bool _hasBeenConnected;
    private bool _isDraining;

    public ClientActor(ClientSetup setup)
    {
        (_setup, _errors) = (setup, new CallErrors(setup));
        _queue = new CallQueue(setup.Client.MaxQueuedRequests);
        _backOff = new BackOff(setup.Client.BackOffMin, setup.Client.BackOffMax);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClientSetup setup) => Akka.Actor.Props.Create(typeof(ClientActor), setup).WithDispatcher(setup.Settings.Dispatcher);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    // Also after a failure of its own, when its connections were stopped without a word here.
    protected override void PostStop()
    {
        _connecting?.Cancel();
        _connections.ForEach(connection => connection.End());
    }

    protected override void OnReceive(object message) => Serving(message);

    private void Serving(object message)
    {
        switch (message)
        {
            case Call call: OnCall(call); break;
            case EstablishedConnection connection: OnConnected(connection); break;
            case ConnectFailed { Cause: var cause }: OnConnectFailed(cause); break;
            case ConnectTime: _connecting?.Cancel(); break;
            case Drain: BeginDrain(); break;
            default: Always(message); break;
        }

        Serve();
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case Call call: call.Fail(_errors.Refused("the client is closed")); break;
            case EstablishedConnection { Transport: var connection }: connection.Abort(); break;
            case ConnectFailed or ConnectTime or Drain: break;
            default: Always(message); break;
        }

        foreach (var call in _queue.TakeAll())
            call.Fail(_errors.Refused("the client is closed"));
        if (_connections.Count == 0)
            Context.Stop(Self);
    }

    private void Always(object message)
    {
        switch (message)
        {
            case ConnectionReport report: OnReport(report); break;
            case CallReturned { Call: var call }: OnReturned(call); break;
            case ConnectionRefused refused: OnRefused(refused); break;
            case CallUpgraded upgraded: OnUpgraded(upgraded); break;
            case PingServer ping: OnPing(ping); break;
            case ListConnections list: list.Connections.TrySetResult([.. _connections.Select(connection => connection.Describe())]); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case GetConnections get: Context.Parent.Tell(new TakeCensus(get.Query, [Self]), Sender); break;
            case ListBranch: Sender.Tell(new Branch(Self, null, Describe(), [.. _connections.Select(connection => connection.Actor)])); break;
            case AbandonCall { Call: var call }: OnAbandoned(call); break;
            case RequestBodyFailed failed: OnBodyFailed(failed); break;
            case OpenRequestActor { Client: var client }: Sender.Tell(RequestActorOf(client)); break;
            case Terminated { ActorRef: var connection }: Self.Tell(new ConnectionGone(connection)); break; // behind its last words
            case ConnectionGone { Connection: var connection }: OnGone(connection); break;
            case Retry: break;
            case CallTime: OnCallTime(); break;
            case LogFrames log: OnLogFrames(log); break;
            default: Unhandled(message); break;
        }
    }

    private void OnCall(Call call)
    {
        if (!_queue.TryAdd(call, canBeServed: HasRoom))
            call.Fail(_errors.Refused($"{_queue.Count} requests wait already"));
    }

    private IActorRef RequestActorOf(Http2Client client)
    {
        var child = Context.Child("requests");
        return child.IsNobody() ? Context.ActorOf(RequestActor.Props(client), "requests") : child;
    }

    private void OnAbandoned(Call call)
    {
        if (!_queue.Remove(call))
            call.Connection?.Tell(new DropCall(call));
    }

    private void OnBodyFailed(RequestBodyFailed failed)
    {
        if (_queue.Remove(failed.Call))
            failed.Call.Fail(failed.ToException(mayHaveBeenProcessed: false));
        else
            failed.Call.Connection?.Tell(failed);
    }

    private ClientSnapshot Describe() => new()
    {
        Actor = Self, Origin = _setup.Origin.ToString(), Connections = _connections.Count, Queued = _queue.Count, Ended = _setup.Ended.Totals,
    };

    private void OnPing(PingServer ping)
    {
        if (_connections.Find(connection => connection.HasPing) is { } connection)
            connection.Ping(ping);
        else
            ping.RoundTrip.TrySetResult(null);
    }

    private void OnLogFrames(LogFrames log)
    {
        _setup = _setup with { LogsFrames = _setup.LogsFrames.After(log) };
        foreach (var connection in _connections)
            connection.Actor.Tell(log);
    }

    private void OnReturned(Call call)
    {
        _setup.CountResent();
        QueueAgain(call, ConnectionOf(Sender));
    }

    private void QueueAgain(Call call, PooledConnection? before)
    {
        call.OnQueuedAgain(_setup.Clock(), wasConnected: before is { HasBegun: true });
        _queue.Return(call);
    }

    private bool HasRoom => _connections.Exists(connection => connection.HasRoom);

    /// <summary>Gives the calls that wait to connections that have room, and opens one more if that is not enough.</summary>
    private void Serve()
    {
        while (_queue.Count > 0 && _connections.Where(connection => connection.HasRoom).MinBy(connection => connection.Load) is { } connection)
            connection.Assign(_queue.TakeFirst(), _setup.Clock());
        if (_queue.Count == 0)
            return;

        if (_connecting is null && !Timers.IsTimerActive(Retry.Instance) && _connections.Count(connection => connection.IsOfUse) < _setup.Client.MaxConnections)
            Connect();
        AwaitCallTime();
    }

    private void Connect()
    {
        _connecting = new CancellationTokenSource();
        Timers.Ring(ConnectTime.Instance, _setup.Client.ConnectTimeout);
        _setup.Connector.ConnectAsync(_connecting.Token).PipeTo(Self, Self, failure: cause => new ConnectFailed(cause));
    }

    private void OnConnected(EstablishedConnection connection)
    {
        EndConnecting();
        _lastFailure = null;
        if (connection.Protocol == ConnectionProtocol.Http2)
            AddHttp2(connection.Transport, _setup);
        else
            Add(Http1ClientConnectionActor.Props(connection.Transport, _setup), connection.Transport, ConnectionProtocol.Http1);
    }

    // RFC 7540 §3.2: the same connection goes on; the actor that spoke HTTP/1.1 there is stopping.
    private void OnUpgraded(CallUpgraded upgraded)
    {
        if (ConnectionOf(Sender) is { } before)
            Remove(before);
        var goesOn = AddHttp2(upgraded.Connection, _setup with { First = upgraded.Call });
        upgraded.Call.Connection = goesOn;
        if (upgraded.Call.IsOver)
            goesOn.Tell(new DropCall(upgraded.Call)); // given up behind the last word of the connection that it had
        if (_isDraining)
            goesOn.Tell(Actors.Drain.Instance);
    }

    private IActorRef AddHttp2(ITransportConnection transport, ClientSetup setup) =>
        Add(ConnectionActor.Props(transport, _setup.Clock(), setup), transport, ConnectionProtocol.Http2);

    private IActorRef Add(Props props, ITransportConnection transport, ConnectionProtocol protocol)
    {
        var actor = Context.Watch(Context.ActorOf(props, $"connection-{++_opened}"));
        _connections.Add(new PooledConnection(_setup.Origin, actor, transport, protocol));
        return actor;
    }

    private PooledConnection? ConnectionOf(IActorRef actor) => _connections.Find(connection => connection.Actor.Equals(actor));

    private void Remove(PooledConnection connection)
    {
        _connections.Remove(connection);
        connection.End();
    }

    private void OnConnectFailed(Exception cause)
    {
        EndConnecting();
        _lastFailure = cause is OperationCanceledException ? null : cause;
        // An origin that has answered before is waited for, unless it refuses; one that never has is not there.
        if (!_hasBeenConnected || cause is TlsRefusedException { IsFinal: true })
        {
            foreach (var call in _queue.TakeAll())
                call.Fail(_errors.CannotConnect(cause));
        }

        WaitBeforeRetry();
    }

    private void EndConnecting()
    {
        Timers.Cancel(ConnectTime.Instance);
        _connecting?.Dispose();
        _connecting = null;
    }

    private void WaitBeforeRetry() =>
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, _backOff.After(++_failures, Random.Shared.NextDouble()));

    private void OnReport(ConnectionReport report)
    {
        if (ConnectionOf(Sender) is not { } reporter)
            return;

        var (isLeaving, isAnswer) = (report.IsLeaving && reporter.IsOfUse, report.HasAnswered && !reporter.HasAnswered);
        reporter.OnReport(report);
        _hasBeenConnected |= report.HasBegun;
        if (isAnswer)
            _failures = 0;
        if (isLeaving)
            WaitIfOfNoUse(reporter);
    }

    private void OnGone(IActorRef actor)
    {
        if (ConnectionOf(actor) is not { } gone)
            return;

        Remove(gone);
        foreach (var call in gone.TakeUnderWay())
            QueueAgain(call, gone);
        if (gone.IsOfUse)
            WaitIfOfNoUse(gone);
    }

    // As if there had been no connection: what it had not begun would be refused again.
    private void OnRefused(ConnectionRefused refused)
    {
        var underWay = ConnectionOf(Sender)?.TakeUnderWay() ?? [];
        foreach (var call in underWay.Concat(_queue.TakeAll()))
            call.Fail(_errors.TlsRefused(refused.Reason));
    }

    // One that ends without a response is a failure too, or a server that ends each at once is called again without a pause.
    private void WaitIfOfNoUse(PooledConnection connection)
    {
        if (!connection.HasAnswered && !Timers.IsTimerActive(Retry.Instance))
            WaitBeforeRetry();
    }

    // One timer for all of them. It is not moved when the first one leaves: it finds then that it is early. One that comes with less time moves it.
    private void AwaitCallTime()
    {
        var next = _queue.NextDeadline;
        if (next == TimeSpan.MaxValue || (Timers.IsTimerActive(CallTime.Instance) && _callTimeAt <= next))
            return;

        _callTimeAt = next;
        Timers.Ring(CallTime.Instance, next - _setup.Clock());
    }

    private void OnCallTime()
    {
        foreach (var call in _queue.TakeDue(_setup.Clock()))
            call.Fail(_errors.NoRoom(call.Times.NextOf(isConnected: false, hasHead: false), _lastFailure));
    }

    private void BeginDrain()
    {
        _isDraining = true;
        _connecting?.Cancel();
        foreach (var connection in _connections)
            connection.Actor.Tell(Actors.Drain.Instance);
        Become(Draining);
        Self.Tell(Actors.Drain.Instance); // it stops if there is nothing left
    }

    private sealed class Retry : ILocalMessage
    {
        public static readonly Retry Instance = new();
    }

    private sealed class ConnectTime : ILocalMessage
    {
        public static readonly ConnectTime Instance = new();
    }

    private sealed class CallTime : ILocalMessage
    {
        public static readonly CallTime Instance = new();
    }

    private sealed record ConnectFailed(Exception Cause) : ILocalMessage;

    private sealed record ConnectionGone(IActorRef Connection) : ILocalMessage;
}
