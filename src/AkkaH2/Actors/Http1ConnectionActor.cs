using System.IO.Pipelines;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One HTTP/1.1 connection as an actor: owns its engine, which reads a request and waits until it is answered, its <see cref="Http1Exchanges"/>, and one alarm.
/// <para>
/// Serving → Closing (our side is closed, the peer's is not) → stopped. A client that asks to go on in HTTP/2 makes it Serving → Upgraded (a ConnectionActor, its
/// child, has the transport) → stopped.
/// </para>
/// </summary>
internal sealed class Http1ConnectionActor : UntypedActor
{
    private const string Http2Child = "http2";

    private static readonly ControlResult OnlyHttp2 = new(false, "HTTP/1.1 has neither streams to reset nor settings to announce: drain or kill the connection");

    private readonly ITransportConnection _transport;
    private readonly TimeSpan _since;
    private readonly ServerSetup _setup;
    private readonly IHttp1Engine _engine;
    private readonly Http1Handler _handler;
    private readonly Http1Exchanges _exchanges;
    private readonly AlarmClock _alarm;
    private readonly CancellationTokenSource _draining = new();
    private IHttp1Connection? _http1; // from the start
    private readonly ConnectionTelemetry? _telemetry = ConnectionTelemetry.Begin("1.1");
    private EndNote _end;
    private bool _hasEnded; // also once HTTP/2 has the connection
    private bool _hasLeft; // HTTP/2 has the connection
    private Task _closing = Task.CompletedTask; // reads what the peer still sends
    private bool _flushing; // a Flush is in the mailbox
    private TimeSpan _closeAt; // then it is old
    private TimeSpan _endAt = TimeSpan.MaxValue; // then it is cut off

    public Http1ConnectionActor(ITransportConnection transport, TimeSpan since, ServerSetup setup, IHttp1Engine engine)
    {
        (_transport, _since, _setup, _engine) = (transport, since, setup, engine);
        _handler = new Http1Handler(Self, isTls: transport.Tls is not null, setup.OnCompletion);
        _exchanges = new Http1Exchanges(this, Context, transport, setup, _draining.Token);
        _alarm = new AlarmClock(Context, setup.Clock);
        _closeAt = since.Plus(setup.MaxConnectionAge());
    }

    /// <summary>True once nothing reaches the peer any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True if a client may go on in HTTP/2. RFC 7540 §3.4: over TLS, ALPN has decided.</summary>
    public bool MayUpgrade => _setup.Settings.H2cUpgrade && !_handler.IsTls && !_draining.IsCancellationRequested;

    public static Props Props(ITransportConnection transport, TimeSpan since, ServerSetup setup, IHttp1Engine engine) =>
        Akka.Actor.Props.Create(typeof(Http1ConnectionActor), transport, since, setup, engine).WithDispatcher(setup.Settings.Dispatcher);

    /// <summary>RFC 9112 §9.6: the response that is under way, or else nothing, is the last one.</summary>
    public void RequestClose() => _http1!.RequestClose();

    /// <summary>There is no other way to end a response that has begun (RFC 9112 §8).</summary>
    public void CutOff(string reason)
    {
        _transport.Abort();
        _http1!.Abort(reason);
        OnLost(reason);
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Publish(new ConnectionOpened(Self, Role.Server, ConnectionProtocol.Http1, _transport.LocalEndPoint, _transport.RemoteEndPoint));
        try
        {
            _http1 = _engine.Serve(_transport, _handler);
            _ = TellEnd(_http1, Self);
            SetAlarm();
        }
        catch (Exception cause)
        {
            // If it left this method there would be no PostStop.
            Context.GetLogger().Error("{0}: the connection cannot be served: {1}", _transport.RemoteEndPoint, LogText.OneLine(cause.Message));
            _end.OnEnding("lost");
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        _alarm.Silence();
        _exchanges.Stop("the connection is closed");
        _transport.Abort();
        _http1?.Abort("the connection is closed");
        _handler.Stop();
        if (!_hasLeft)
            _ = ReleaseAsync(_http1?.Completion ?? Task.CompletedTask, _closing, _transport.Input);
        _setup.Ended.Add(_exchanges.Requests, null);
        OnEnded("closed");
    }

    // Whatever fails in an exchange takes its StreamActor with it and nothing else.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Serving(message);

    private void Serving(object message)
    {
        switch (message)
        {
            case Http1Request request: _exchanges.OnRequest(request); break;
            case Exchange ended: _exchanges.OnWorkEnded(ended); break;
            case StreamCommand command: _exchanges.OnCommand(command); break;
            case Flush: OnFlush(); break;
            case Http1Written written: _exchanges.OnWritten(written); break;
            case Http1BodyFailed failed: _exchanges.OnBodyFailed(failed); break;
            case Drain: BeginDrain(); break;
            case Http1Lost lost: OnLost(lost.Reason); break;
            case Http1Ended: OnEnded(); break;
            case Http1Left left: OnLeft(left.First); return;
            case Terminated stopped: _exchanges.OnStreamActorStopped(stopped.ActorRef); break;
            case Alarm alarm: OnAlarm(alarm); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case AnnounceSettings or LogFrames: break; // they are HTTP/2's
            case GetStreams ask: Sender.Tell(Describe(ConnectionPhase.Open, ask.Limit), Self); break;
            case DrainConnection: BeginDrain(); Sender.Tell(ControlResult.Done, Self); break;
            case KillConnection: Kill(); return;
            case ResetStream or ChangeConnectionLimits: Sender.Tell(OnlyHttp2, Self); break;
            default: Unhandled(message); break;
        }

        Continue();
    }

    /// <summary>RFC 9112 §9.6: our side is closed, and what the peer has sent meanwhile is read, so that it can read our last response.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case Http1Closed: Context.Stop(Self); break;
            case Alarm alarm: OnAlarm(alarm); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case GetStreams ask: Sender.Tell(Describe(ConnectionPhase.Closing, ask.Limit), Self); break;
            case KillConnection: Kill(); break;
            case DrainConnection or ResetStream or ChangeConnectionLimits: Sender.Tell(new ControlResult(false, "the connection is ending"), Self); break;
            case Exchange or StreamCommand or Flush or Http1Written or Http1BodyFailed or Http1Lost or Drain or AnnounceSettings or LogFrames or Terminated: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>RFC 7540 §3.2: the rest is HTTP/2's.</summary>
    private void Upgraded(object message)
    {
        switch (message)
        {
            case Terminated: Context.Stop(Self); break;
            case Drain or AnnounceSettings or LogFrames or GetStreams or DrainConnection or KillConnection or ResetStream or ChangeConnectionLimits: Context.Child(Http2Child).Forward(message); break;
            case Alarm or Flush or Http1Ended or Http1Lost: break;
            default: Unhandled(message); break;
        }
    }

    private void OnEnded(string reason)
    {
        if (_hasEnded)
            return;

        _hasEnded = true;
        _end.OnEnding(reason);
        _telemetry?.End(_end.Reason, null);
        Context.System.EventStream.Publish(new ConnectionEnded(Self, Role.Server, ConnectionProtocol.Http1, _transport.LocalEndPoint, _transport.RemoteEndPoint)
        {
            Reason = _end.Reason,
            Age = _setup.Clock() - _since,
            Requests = _exchanges.Requests,
        });
    }

    private void Kill()
    {
        _end.OnEnding("killed");
        Sender.Tell(ControlResult.Done, Self);
        Context.Stop(Self);
    }

    private ConnectionSnapshot Describe(ConnectionPhase phase, int limit)
    {
        var now = _setup.Clock();
        return new ConnectionSnapshot
        {
            Actor = Self,
            Role = Role.Server,
            Protocol = ConnectionProtocol.Http1,
            Phase = phase == ConnectionPhase.Open && _draining.IsCancellationRequested ? ConnectionPhase.Draining : phase,
            LocalEndPoint = _transport.LocalEndPoint,
            RemoteEndPoint = _transport.RemoteEndPoint,
            Tls = _transport.Tls,
            Age = now - _since,
            Began = _since,
            Requests = _exchanges.Requests,
            OpenStreams = _exchanges.IsBusy ? 1 : 0,
            AtWork = _exchanges.IsAtWork ? 1 : 0,
            Streams = limit > 0 && _exchanges.Describe(now) is { } stream ? [stream] : [],
        };
    }

    private void OnFlush()
    {
        _flushing = false;
        _exchanges.Flush();
    }

    private void BeginDrain()
    {
        _end.OnEnding("drain");
        // Callbacks of the application never run on the connection's thread.
        _ = _draining.CancelAsync();
        RequestClose();
    }

    private void OnLost(string reason)
    {
        if (IsLost)
            return;

        IsLost = true;
        _end.OnEnding("lost");
        _transport.Abort();
        _exchanges.OnLost(reason);
    }

    private void OnLeft(UpgradedRequest? first)
    {
        if (first is null || IsLost)
        {
            CutOff("the switch to HTTP/2 failed");
            Continue();
            return;
        }

        Context.Watch(Context.ActorOf(ConnectionActor.Props(_transport, _setup.Clock(), _setup, first), Http2Child));
        _hasLeft = true;
        Become(Upgraded);
        OnEnded("upgrade");
        if (_draining.IsCancellationRequested)
            Context.Child(Http2Child).Tell(Drain.Instance);
        _exchanges.OnUpgraded();
    }

    private void OnEnded()
    {
        if (IsLost)
        {
            Context.Stop(Self);
            return;
        }

        _endAt = _setup.Clock().Plus(_setup.Settings.LingerTimeout);
        Become(Closing);
        SetAlarm();
        _closing = CloseAsync(_transport);
        _closing.PipeTo(Self, ActorRefs.NoSender, () => Http1Closed.Instance, _ => Http1Closed.Instance);
    }

    private static async Task CloseAsync(ITransportConnection transport)
    {
        await transport.ShutdownAsync().ConfigureAwait(false);
        while (true)
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    // A read that is under way still fills the reader's memory: it ends first.
    private static async Task ReleaseAsync(Task served, Task closing, PipeReader input)
    {
        await Task.WhenAll(served, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await input.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task TellEnd(IHttp1Connection http1, IActorRef self)
    {
        await http1.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        self.Tell(Http1Ended.Instance, ActorRefs.NoSender);
    }

    // After every message: the exchange that is over makes way, and what the messages of this turn wrote leaves together.
    private void Continue()
    {
        if (!_exchanges.EndIfOver() && _exchanges.WantsFlush && !_flushing)
        {
            _flushing = true;
            Self.Tell(Flush.Instance, ActorRefs.NoSender);
        }

        SetAlarm();
    }

    private void SetAlarm() => _alarm.Set(Min(_exchanges.NextDeadline, Min(_closeAt, _endAt)));

    private void OnAlarm(Alarm alarm)
    {
        if (!_alarm.Accept(alarm))
            return;

        var now = _setup.Clock();
        if (_closeAt <= now)
        {
            _end.OnEnding("age");
            (_closeAt, _endAt) = (TimeSpan.MaxValue, Min(_endAt, now.Plus(_setup.Settings.DrainTimeout)));
            BeginDrain();
        }

        _exchanges.OnTime(now);
        if (_endAt <= now)
            Context.Stop(Self);
        else
            SetAlarm();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
