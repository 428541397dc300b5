using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One HTTP/1.1 connection as an actor: its engine reads a request, this has it answered by a StreamActor as HTTP/2 does, and the engine goes on. So one exchange
/// is under way at a time, and what is pipelined behind it waits in the transport.
/// <para>
/// Serving → Closing (our side is closed, the peer's is not) → stopped. A client that asks to go on in HTTP/2 makes it Serving → Upgraded (a ConnectionActor, its
/// child, has the transport) → stopped.
/// </para>
/// </summary>
internal sealed class Http1ConnectionActor : UntypedActor
{
    private const string Http2Child = "http2";

    private static readonly HeaderField[] ToHttp2 = [new("upgrade", "h2c")];

    private readonly ITransportConnection _transport;
    private readonly ServerSetup _setup;
    private readonly IHttp1Engine _engine;
    private readonly Http1Handler _handler;
    private readonly StreamActors _streams;
    private readonly ExchangeContext _shared;
    private readonly CancellationTokenSource _draining = new();
    private IHttp1Connection? _http1; // from the start
    private Http1Stream? _stream; // the exchange that is under way
    private ConnectionTelemetry? _telemetry = ConnectionTelemetry.Begin("1.1"); // null once HTTP/2 has the connection
    private int _requests;
    private bool _flushing; // a Flush is in the mailbox
    private bool _isLost;
    private Alarm? _alarm;
    private TimeSpan _closeAt; // then it is old
    private TimeSpan _endAt = TimeSpan.MaxValue; // then it is cut off

    public Http1ConnectionActor(ITransportConnection transport, TimeSpan since, ServerSetup setup, IHttp1Engine engine)
    {
        (_transport, _setup, _engine) = (transport, setup, engine);
        _handler = new Http1Handler(Self, isTls: transport.Tls is not null, setup.OnCompletion);
        var (actor, stream) = (Context, 0);
        _streams = new StreamActors(_ => actor.Watch(actor.ActorOf(setup.StreamActors, $"stream-{++stream}")), Math.Min(setup.Settings.IdleStreamActors, 1));
        var info = new ConnectionInfo(Self.Path, ConnectionProtocol.Http1, transport);
        _shared = new ExchangeContext(Self, setup.Materializer, setup.Settings.SendBufferSize, info, setup.Endpoints.Errors, _draining.Token);
        _closeAt = setup.Options.MaxConnectionAge == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : since + setup.Options.MaxConnectionAge;
    }

    public static Props Props(ITransportConnection transport, TimeSpan since, ServerSetup setup, IHttp1Engine engine) =>
        Akka.Actor.Props.Create(typeof(Http1ConnectionActor), transport, since, setup, engine).WithDispatcher(setup.Settings.Dispatcher);

    private bool IsTls => _handler.IsTls;

    // RFC 7540 §3.4: over TLS, ALPN has decided.
    private bool MayUpgrade => _setup.Settings.H2cUpgrade && !IsTls && !_draining.IsCancellationRequested;

    protected override void PreStart()
    {
        _http1 = _engine.Serve(_transport, _handler);
        _ = TellEnd(_http1, Self);
        SetAlarm();
    }

    protected override void PostStop()
    {
        _alarm?.Silence();
        _stream?.Exchange?.Abort("the connection is closed");
        _stream?.ReleaseMemory();
        _stream?.Body?.Stop();
        _transport.Abort();
        _http1?.Abort("the connection is closed");
        _handler.Stop();
        _telemetry?.OnEnding("closed");
        _telemetry?.End();
    }

    // Whatever fails in an exchange takes its StreamActor with it and nothing else.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Serving(message);

    private void Serving(object message)
    {
        switch (message)
        {
            case Http1Request request: OnRequest(request); break;
            case Exchange ended: OnWorkEnded(ended); break;
            case StreamCommand command: OnCommand(command); break;
            case Flush: OnFlush(); break;
            case Http1Written written: OnWritten(written); break;
            case Http1BodyFailed failed: OnBodyFailed(failed); break;
            case Drain: BeginDrain(); break;
            case Http1Lost lost: OnLost(lost.Reason); break;
            case Http1Ended: OnEnded(); break;
            case Http1Left left: OnLeft(left.First); return;
            case Terminated stopped: OnStreamActorStopped(stopped.ActorRef); break;
            case Alarm alarm: OnAlarm(alarm); break;
            case AnnounceSettings: break; // they are HTTP/2's
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
            case Exchange or StreamCommand or Flush or Http1Written or Http1BodyFailed or Http1Lost or Drain or AnnounceSettings or Terminated: break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>RFC 7540 §3.2: the rest is HTTP/2's.</summary>
    private void Upgraded(object message)
    {
        switch (message)
        {
            case Terminated: Context.Stop(Self); break;
            case Drain or AnnounceSettings: Context.Child(Http2Child).Tell(message); break;
            case Alarm or Flush or Http1Ended or Http1Lost: break;
            default: Unhandled(message); break;
        }
    }

    private void OnRequest(Http1Request request)
    {
        if (++_requests == int.MaxValue)
            _http1!.RequestClose(); // no numbers left

        var id = new StreamId(_requests);
        var wire = request.Wire;
        var (head, refusal, isHandshake) = Http1Intake.Read(wire, IsTls, _setup.Endpoints);
        _stream = new Http1Stream(id, request) { Switch = isHandshake ? Http1Intake.Handshake(wire) : null };
        _stream.IsLast = head is null or { IsConnect: true };
        if (refusal is not null)
            Answer(_stream, RequestError.Of(id, refusal), Request.Preview(refusal.Fields));
        else if (head!.IsConnect && !isHandshake)
            _stream.Answer(EncodedResponse.Of(head.Method, Response.Text("CONNECT is served over HTTP/2 only.", 501)));
        else if (MayUpgrade && Http1Intake.ReadUpgrade(wire) is { } first)
            wire.LeaveAsync(ToHttp2).PipeTo(Self, ActorRefs.NoSender, () => new Http1Left(first), _ => new Http1Left(null));
        else
            Begin(_stream, head, hasBody: wire.HasBody || isHandshake);
    }

    private void OnLeft(UpgradedRequest? first)
    {
        if (first is null || _isLost)
        {
            CutOff("the switch to HTTP/2 failed");
            Continue();
            return;
        }

        Context.Watch(Context.ActorOf(ConnectionActor.Props(_transport, _setup.Clock(), _setup, first), Http2Child));
        Become(Upgraded);
        _telemetry?.OnEnding("upgrade");
        _telemetry?.End();
        _telemetry = null;
        if (_draining.IsCancellationRequested)
            Context.Child(Http2Child).Tell(Drain.Instance);
        _stream!.End();
        _stream = null;
    }

    private void Begin(Http1Stream stream, RequestHead head, bool hasBody)
    {
        var body = hasBody ? RequestBody.Incoming() : RequestBody.Empty;
        if (hasBody)
        {
            var (id, self) = (stream.Id, Self);
            stream.Body = new Http1BodyReader(stream.Wire, body, _setup.Settings.InitialWindowSize, (status, detail) => self.Tell(new Http1BodyFailed(id, status, detail)));
            // The octets of another protocol come behind the switch to it.
            if (stream.Switch is null && (!head.ExpectsContinue || stream.Wire.IsHttp10))
                stream.Body.Begin();
        }

        SetDeadline(stream, _setup.Options.RequestTimeout);
        Work(stream, new Exchange(stream.Id, new Request(head, body), _shared));
    }

    private void Work(Http1Stream stream, Exchange exchange)
    {
        (stream.Exchange, stream.IsAtWork) = (exchange, true);
        _streams.Assign(exchange);
    }

    private void OnCommand(StreamCommand command)
    {
        if (_stream is not { } stream || stream.Id != command.Stream)
            return;

        switch (command)
        {
            case BodyConsumed consumed: stream.Body?.OnConsumed(consumed.Octets); break;
            case SendInformational { Head: [{ Value: "100" }, ..] }: stream.Body?.Begin(); break;
            case SendInformational: break; // RFC 8297 §2: clients of HTTP/1.1 may take another one for the response
            case SendPush push: push.Answer(PushOutcome.Disabled); break;
            case ChangeLimits change: OnChangeLimits(stream, change.Limits); break;
            case SendReset reset: OnReset(stream, reset.Detail); break;
            default: Await(stream, stream.Write(command)); break;
        }
    }

    private void OnChangeLimits(Http1Stream stream, EndpointLimits limits)
    {
        if (limits.RequestTimeout is { } timeout && !stream.HasBegun)
            SetDeadline(stream, timeout);
        if (limits.AllowSlowPeers)
            stream.Wire.AllowSlow();
    }

    // There is no way to end an exchange and not its connection (RFC 9112 §9.6), except by an answer.
    private void OnReset(Http1Stream stream, string detail)
    {
        if (stream is { HasBegun: false, Exchange.Error: { } error })
            stream.Answer(DefaultOf(error, stream.Exchange.Request.Method));
        else
            CutOff(detail);
    }

    private void OnWorkEnded(Exchange exchange)
    {
        if (_stream is not { } stream || stream.Exchange != exchange)
            return;

        if (exchange.TakeHeld() is { } held)
            stream.Write(new SendResponse(stream.Id, held));
        stream.IsAtWork = false;
        if (_streams.Release(exchange) is { } spare)
            Context.Stop(spare);
        // An endpoint that ended without a response was told that nobody waits for one.
        if (!stream.HasBegun && !_isLost)
            CutOff("the endpoint ended without a response");
    }

    /// <summary>A StreamActor has failed: its exchange is answered, or the connection is cut off if its response has begun.</summary>
    private void OnStreamActorStopped(IActorRef actor)
    {
        if (_streams.Lost(actor) is not { } exchange || _stream is not { } stream || stream.Exchange != exchange)
            return;

        stream.IsAtWork = false;
        exchange.Abort("the endpoint failed");
        if (_isLost || stream.IsAnswered)
            return;
        if (stream.HasBegun)
            CutOff("the endpoint failed");
        else
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
    }

    private void OnBodyFailed(Http1BodyFailed failed)
    {
        if (_stream is not { Exchange: { } exchange } stream || stream.Id != failed.Stream || _isLost)
            return;

        stream.IsLast = true;
        if (!stream.HasBegun && exchange.TryTakeOver())
            stream.Answer(EncodedResponse.Of(exchange.Request.Method, Response.Text(failed.Detail, failed.Status)));
        else if (!stream.IsAnswered)
            CutOff(failed.Detail);
        else
            _http1!.RequestClose();
        Abort(exchange, failed.Detail);
    }

    /// <summary>A request that no endpoint answers: by the application's error handler, on a StreamActor, else by the defaults, here.</summary>
    private void Answer(Http1Stream stream, RequestError error, Request request)
    {
        if (_setup.Endpoints.Errors.HasHandler && stream.Exchange?.Error is null)
            Work(stream, new Exchange(stream.Id, request, _shared) { Error = error });
        else
            stream.Answer(DefaultOf(error, request.Method));
    }

    // RFC 9112 §3: what HTTP/2 resets is answered here.
    private EncodedResponse DefaultOf(RequestError error, string method) =>
        _setup.Endpoints.Errors.Default(error, method) ?? EncodedResponse.Of(method, Response.Text(error.Detail, 400));

    private void OnTimeout(Http1Stream stream)
    {
        stream.Deadline = TimeSpan.MaxValue;
        if (stream.Exchange is not { } exchange || !exchange.TryTakeOver())
            return; // its response is on its way

        var error = RequestError.TimedOut(exchange);
        stream.IsLast = true; // its endpoint is still at work, so a next request would have to wait for that
        stream.Answer(DefaultOf(error, exchange.Request.Method));
        Abort(exchange, error.Detail);
    }

    private void OnFlush()
    {
        _flushing = false;
        if (_stream is { WantsFlush: true } stream)
            Await(stream, stream.FlushAsync());
    }

    private void Await(Http1Stream stream, ValueTask<bool> flush)
    {
        if (flush.IsCompletedSuccessfully)
            OnWritten(new Http1Written(stream.Id, flush.Result));
        else
            flush.AsTask().PipeTo(Self, ActorRefs.NoSender, isDone => new Http1Written(stream.Id, isDone), _ => new Http1Written(stream.Id, false));
    }

    private void Await(Http1Stream stream, Task? switching)
    {
        if (switching is not null)
            switching.PipeTo(Self, ActorRefs.NoSender, () => new Http1Written(stream.Id, true), _ => new Http1Written(stream.Id, false));
    }

    private void OnWritten(Http1Written written)
    {
        if (_stream is not { } stream || stream.Id != written.Stream || _isLost)
            return;

        if (!written.IsDone)
        {
            CutOff("a write failed");
            return;
        }

        if (stream.Switch is not null)
            stream.Body!.Begin();
        Await(stream, stream.OnWritten());
    }

    private void BeginDrain()
    {
        _telemetry?.OnEnding("drain");
        // Callbacks of the application never run on the connection's thread.
        _ = _draining.CancelAsync();
        _http1!.RequestClose();
    }

    private void CutOff(string reason)
    {
        _transport.Abort();
        _http1!.Abort(reason);
        OnLost(reason);
    }

    private void OnLost(string reason)
    {
        if (_isLost)
            return;

        _isLost = true;
        _telemetry?.OnEnding("lost");
        _transport.Abort();
        if (_stream is not { } stream)
            return;

        stream.OnLost();
        if (stream.Exchange is { } exchange)
            Abort(exchange, reason);
    }

    private void Abort(Exchange exchange, string reason)
    {
        exchange.Abort(reason);
        exchange.Worker?.Actor.Tell(new StreamClosed(exchange), Self);
    }

    private void OnEnded()
    {
        if (_isLost)
        {
            Context.Stop(Self);
            return;
        }

        _endAt = _setup.Clock() + _setup.Settings.LingerTimeout;
        Become(Closing);
        SetAlarm();
        CloseAsync(_transport).PipeTo(Self, ActorRefs.NoSender, () => Http1Closed.Instance, _ => Http1Closed.Instance);
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

    private static async Task TellEnd(IHttp1Connection http1, IActorRef self)
    {
        await http1.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        self.Tell(Http1Ended.Instance, ActorRefs.NoSender);
    }

    // After every message: the exchange that is over makes way, and what the messages of this turn wrote leaves together.
    private void Continue()
    {
        if (_stream is { IsOver: true } over)
        {
            _stream = null;
            End(over);
        }
        else if (_stream is { WantsFlush: true } && !_flushing)
        {
            _flushing = true;
            Self.Tell(Flush.Instance, ActorRefs.NoSender);
        }

        SetAlarm();
    }

    // The engine reads on from here, and skips what is left of a body: nobody else may be reading that.
    private static void End(Http1Stream stream)
    {
        stream.ReleaseMemory();
        stream.Body?.Stop();
        if (stream.Body is null or { Ended.IsCompleted: true })
            stream.End();
        else
            stream.Body.Ended.ContinueWith(static (_, over) => ((Http1Stream)over!).End(), stream, TaskScheduler.Default);
    }

    private void SetDeadline(Http1Stream stream, TimeSpan timeout) =>
        stream.Deadline = timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _setup.Clock() + timeout;

    private void SetAlarm()
    {
        var at = Min(_stream?.Deadline ?? TimeSpan.MaxValue, Min(_closeAt, _endAt));
        if (at == TimeSpan.MaxValue || at >= (_alarm?.At ?? TimeSpan.MaxValue))
            return; // the alarm that is set comes in time

        _alarm?.Silence();
        _alarm = new Alarm(Self, at);
        var wait = at - _setup.Clock();
        Context.System.Scheduler.Advanced.ScheduleOnce(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _alarm.Ring);
    }

    private void OnAlarm(Alarm alarm)
    {
        if (alarm != _alarm)
            return; // another one was set while it rang

        _alarm = null;
        var now = _setup.Clock();
        if (_closeAt <= now)
        {
            _telemetry?.OnEnding("age");
            (_closeAt, _endAt) = (TimeSpan.MaxValue, Min(_endAt, now + _setup.Settings.DrainTimeout));
            BeginDrain();
        }

        if (_stream is { } stream && stream.Deadline <= now)
            OnTimeout(stream);
        if (_endAt <= now)
            Context.Stop(Self);
        else
            SetAlarm();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
