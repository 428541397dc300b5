using Akka.Actor;
using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Owns one bound endpoint and its connections. Accepts one connection at a time and no more than the limit; the others wait in the
/// backlog, which is the operating system's or the transport's. An accepted connection is a <see cref="Newcomer"/> until its protocol is known.
/// <para>Accepting → Draining (unbound; what waits in the backlog is served to its GOAWAY, too; stops with its last connection).</para>
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    // The reason why accepting fails, such as too many open files, does not pass at once: trying again at once would only fill the log.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    // In a drain, a connection younger than this may still say what it speaks.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Listen _listen;
    private readonly ITransportListener _listener;
    private readonly TlsServer? _tls;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopped = new();
    private readonly LinkedList<Newcomer> _newcomers = []; // in the order in which they came, and in which their time ends
    private readonly IHttp1Engine? _http1;
    private readonly Http2 _http2 = Context.System.Http2();
    private ServerSetup _setup;
    private long _accepted;
    private int _open; // newcomers included
    private bool _isStopped; // by our wish
    private bool _isUnbound;
    private bool _acceptsNone; // unbound, and none waits
    private Task<ITransportConnection?>? _accept; // until its result is taken

    public ListenerActor(Listen listen) => (_listen, _listener, _setup, _http1, _tls) = (listen, listen.Listener, listen.Setup, listen.Http1, listen.Tls);

    public ITimerScheduler Timers { get; set; } = null!;

    // From here on a newcomer has this time until its protocol is known.
    private TimeSpan SelectionTimeout => _tls?.Options.HandshakeTimeout ?? _setup.Settings.PrefaceTimeout;

    public static Props Props(Listen listen) => Akka.Actor.Props.Create(typeof(ListenerActor), listen);

    protected override void PreStart()
    {
        if (_tls is { Options.ReloadInterval: var interval } && interval != Timeout.InfiniteTimeSpan)
            Timers.StartPeriodicTimer(ReloadCertificates.Instance, ReloadCertificates.Instance, interval);
        Context.System.EventStream.Publish(new ListenerBound(Context.Parent, _listener.LocalEndPoint, _listen.Transport, _tls is not null));
        AcceptNext();
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        foreach (var newcomer in _newcomers)
        {
            newcomer.GiveUp();
            newcomer.Transport.Abort();
        }

        _ = Release();
        TellUnbound();
    }

    // A connection that fails is closed by its own PostStop; the others go on, unless the settings say that this one escalates.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        failure is EscalatedException && _setup.Settings.Supervision.ListenerFails ? Directive.Escalate : Directive.Stop);

    protected override void OnReceive(object message) => Accepting(message);

    private void Accepting(object message)
    {
        switch (message)
        {
            case Accepted { Connection: { } connection }: OnAccepted(connection); break;
            case Accepted: OnUnbound(); break;
            case AcceptFailed failed: OnAcceptFailed(failed.Cause); break;
            case TryAgain: AcceptNext(); break;
            case Selected selected: OnSelected(selected); break;
            case NewcomerEnded ended: OnNewcomerEnded(ended); OnEnded(); break;
            case TimeIsUp: OnTimeIsUp(); break;
            case Terminated: OnEnded(); break;
            case ReloadCertificates: _ = Task.Run(_tls!.Reload); break;
            case ChangeSettings change: OnChangeSettings(change.Settings); break;
            case LogFrames log: OnLogFrames(log); break;
            case Unbind: StopAccepting(); break;
            case Drain: StopAccepting(); BeginDrain(); break;
            case ListBranch: Describe(_isUnbound ? ListenerPhase.Unbound : _open >= _setup.Settings.MaxConnections ? ListenerPhase.Full : ListenerPhase.Accepting); break;
            default: Unhandled(message); break;
        }
    }

    private void Draining(object message)
    {
        switch (message)
        {
            case Accepted { Connection: { } late }: OnAccepted(late); HurryNewcomers(); break; // it waited when we unbound
            case Accepted or AcceptFailed: _accept = null; _acceptsNone = true; StopIfDone(); break;
            case Drain or TryAgain: break;
            case Unbind: StopAccepting(); break; // for whoever asks: it is done
            case Selected selected: OnSelected(selected).Tell(Drain.Instance); break;
            case NewcomerEnded ended: OnNewcomerEnded(ended); OnEnded(); StopIfDone(); break;
            case TimeIsUp: OnTimeIsUp(); break;
            case Hurry: HurryNewcomers(); break;
            case ReloadCertificates: break;
            case Terminated: OnEnded(); StopIfDone(); break;
            case ChangeSettings change: OnChangeSettings(change.Settings); break;
            case LogFrames log: OnLogFrames(log); break;
            case ListBranch: Describe(ListenerPhase.Unbound); break;
            default: Unhandled(message); break;
        }
    }

    private void TellUnbound()
    {
        if (_isUnbound)
            return;

        _isUnbound = true;
        Context.System.EventStream.Publish(new ListenerUnbound(Context.Parent, _listener.LocalEndPoint));
    }

    private void Describe(ListenerPhase phase)
    {
        IActorRef[] connections = [.. Context.GetChildren()];
        var snapshot = _listen.Describe(Context.Parent, phase) with { Connections = connections.Length, Newcomers = _newcomers.Count };
        Sender.Tell(new Branch(Context.Parent, snapshot, null, connections));
    }

    private void OnAccepted(ITransportConnection connection)
    {
        _accept = null;
        if (!_http2.Accepts(connection.RemoteEndPoint))
        {
            Refuse(connection);
            return;
        }

        _open++;
        var newcomer = new Newcomer(connection, _setup.Clock(), _tls);
        _newcomers.AddLast(newcomer);
        if (_newcomers.Count == 1)
            AwaitFirstNewcomer();
        _ = newcomer.SelectAsync(_http1 is not null, Self);
        AcceptNext();
    }

    private void Refuse(ITransportConnection connection)
    {
        connection.Abort();
        if (Instruments.ConnectionsFiltered.Enabled)
            Instruments.ConnectionsFiltered.AddQuietly(1);
        AcceptNext();
    }

    private IActorRef OnSelected(Selected selected)
    {
        var newcomer = selected.Newcomer;
        _newcomers.Remove(newcomer);
        // A handshake has a time of its own: what comes behind it begins now.
        var since = _tls is null ? newcomer.Since : _setup.Clock();
        var props = selected.Protocol == ConnectionProtocol.Http2
            ? ConnectionActor.Props(selected.Connection, since, _setup)
            : Http1ConnectionActor.Props(selected.Connection, since, _setup, _http1!);
        return Context.Watch(Context.ActorOf(props, $"connection-{++_accepted}"));
    }

    private void OnNewcomerEnded(NewcomerEnded ended)
    {
        _newcomers.Remove(ended.Newcomer);
        if (ended.Reason is { } reason)
            _log.Debug("{0}: connection ended before its protocol was known: {1}", ended.Newcomer.Transport.RemoteEndPoint, LogText.OneLine(reason));
        if (Instruments.ConnectionsRefused.Enabled)
            Instruments.ConnectionsRefused.AddQuietly(1);
    }

    private void OnEnded()
    {
        _open--;
        AcceptNext();
    }

    // One timer for all of them. It is not moved when the first one leaves: it finds then that it is early.
    private void AwaitFirstNewcomer()
    {
        if (_newcomers.First is not { Value: var first } || Timers.IsTimerActive(TimeIsUp.Instance))
            return;

        Timers.Ring(TimeIsUp.Instance, SelectionTimeout - (_setup.Clock() - first.Since));
    }

    private void OnTimeIsUp()
    {
        var since = _setup.Clock() - SelectionTimeout;
        for (var first = _newcomers.First; first is not null && first.Value.Since <= since; first = _newcomers.First)
        {
            _newcomers.RemoveFirst();
            first.Value.GiveUp();
        }

        AwaitFirstNewcomer();
    }

    private void OnUnbound()
    {
        _accept = null;
        TellUnbound();
        if (!_isStopped && CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
            throw new IOException($"{_listener.LocalEndPoint}: the transport has stopped listening.");
    }

    private void OnAcceptFailed(Exception cause)
    {
        _accept = null;
        _log.Warning("{0}: accepting failed, trying again in {1} ms: {2}", _listener.LocalEndPoint, RetryAfter.TotalMilliseconds, LogText.OneLine(cause.Message));
        Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, RetryAfter);
    }

    private void AcceptNext()
    {
        if (_accept is not null || _acceptsNone || _stopped.IsCancellationRequested)
            return;
        if (_open >= _setup.Settings.MaxConnections)
        {
            Instruments.OnLimit("max-connections");
            Context.System.EventStream.Publish(new LimitReached("max-connections", Context.Parent, _listener.LocalEndPoint));
            return;
        }

        _accept = Accept();
        _accept.PipeTo(Self, Self, connection => new Accepted(connection), cause => new AcceptFailed(cause));
    }

    // An accept that throws at once has failed like one that fails later.
    private async Task<ITransportConnection?> Accept() => await _listener.AcceptAsync(_stopped.Token).ConfigureAwait(false);

    // Nobody is left to tell how that ended, and connections that wait have no other owner.
    private async Task Release()
    {
        try
        {
            await _listener.ReleaseAsync(_accept).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is bound no more, or nobody can help that.
        }
    }

    private void StopAccepting()
    {
        var asker = Sender;
        _isStopped = true;
        TellUnbound();
        UnbindAsync().PipeTo(asker, Self, () => Unbound.Instance);
    }

    // One that throws at once has failed like one that fails later: the connections drain all the same.
    private async Task UnbindAsync() => await _listener.UnbindAsync().ConfigureAwait(false);

    // New connections begin with these settings, open ones announce what is new in them.
    private void OnChangeSettings(ConnectionSettings settings)
    {
        var news = new AnnounceSettings(settings.Since(_setup.Options.Announced));
        _setup = _setup with { Options = _setup.Options with { Announced = settings } };
        if (news.Settings.Count > 0)
        {
            foreach (var connection in Context.GetChildren())
                connection.Tell(news);
        }

        Sender.Tell(SettingsChanged.Instance);
    }

    private void OnLogFrames(LogFrames log)
    {
        _setup = _setup with { LogsFrames = _setup.LogsFrames.After(log) };
        foreach (var connection in Context.GetChildren())
            connection.Tell(log);
    }

    private void BeginDrain()
    {
        foreach (var connection in Context.GetChildren())
            connection.Tell(Drain.Instance);
        Become(Draining);
        AcceptNext(); // until none waits
        HurryNewcomers();
    }

    // Who has been silent for so long is not waited for. The others are about to say what they speak, and can be told that we leave.
    private void HurryNewcomers()
    {
        var since = _setup.Clock() - Patience;
        foreach (var newcomer in _newcomers)
        {
            if (newcomer.Since <= since)
                newcomer.StopWaiting();
        }

        if (_newcomers.Last is { Value.Since: var youngest } && youngest > since)
            Timers.StartSingleTimer(Hurry.Instance, Hurry.Instance, youngest - since);
    }

    private void StopIfDone()
    {
        if (_open == 0 && _acceptsNone)
            Context.Stop(Self);
    }

    private sealed class TryAgain : ILocalMessage
    {
        public static readonly TryAgain Instance = new();
    }

    private sealed class TimeIsUp : ILocalMessage
    {
        public static readonly TimeIsUp Instance = new();
    }

    private sealed class Hurry : ILocalMessage
    {
        public static readonly Hurry Instance = new();
    }

    private sealed class ReloadCertificates : ILocalMessage
    {
        public static readonly ReloadCertificates Instance = new();
    }

    private sealed record Accepted(ITransportConnection? Connection) : ILocalMessage;

    private sealed record AcceptFailed(Exception Cause) : ILocalMessage;
}
