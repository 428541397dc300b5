using System.Text;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Client.Http1;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One HTTP/1.1 connection of a client: one call at a time. System.Net.Http reads and writes the messages; this is when there is one, and how it ends. To its
/// client's actor it is a connection like the others, with room for one call.
/// <para>Idle ⇄ busy → stopped, or handed over to a <see cref="ConnectionActor"/> where the server goes on in HTTP/2 (RFC 7540 §3.2).</para>
/// </summary>
internal sealed class Http1ClientConnectionActor : UntypedActor, IWithTimers
{
    private static readonly ControlResult OnlyHttp2 = new(false, "HTTP/1.1 has neither streams to reset nor settings to announce: drain or kill the connection");

    private readonly ITransportConnection _transport;
    private readonly ClientSetup _setup;
    private readonly Http1Octets _octets;
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _since;
    private Http1Exchange? _exchange; // while it is busy
    private TimeSpan _exchangeSince;
    private EndNote _end;
    private long _taken;
    private int _begun;
    private bool _hasAnswered; // any request
    private bool _asksUpgrade;
    private bool _isLeaving;
    private bool _isHandedOver;

    public Http1ClientConnectionActor(ITransportConnection transport, ClientSetup setup)
    {
        (_transport, _setup, _since) = (transport, setup, setup.Clock());
        var self = Self;
        _octets = new Http1Octets(transport, () => self.Tell(Closed.Instance, ActorRefs.NoSender));
        _http = NewInvoker();
        _asksUpgrade = setup.Client.Protocol == ClientProtocol.Upgrade && setup.Origin.Scheme == "http";
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ITransportConnection transport, ClientSetup setup) =>
        Akka.Actor.Props.Create(() => new Http1ClientConnectionActor(transport, setup)).WithDispatcher(setup.Settings.Dispatcher);

    protected override void PreStart()
    {
        Context.System.EventStream.Publish(new ConnectionOpened(Self, Role.Client, ConnectionProtocol.Http1, _transport.LocalEndPoint, _transport.RemoteEndPoint));
        BecomeIdle();
    }

    protected override void PostStop()
    {
        var requests = _isHandedOver ? _begun - 1 : _begun;
        _setup.Ended.Add(requests, null);
        _end.OnEnding(_isHandedOver ? "upgrade" : "closed");
        Context.System.EventStream.Publish(new ConnectionEnded(Self, Role.Client, ConnectionProtocol.Http1, _transport.LocalEndPoint, _transport.RemoteEndPoint)
        {
            Reason = _end.Reason,
            Age = _setup.Clock() - _since,
            Requests = requests,
        });
        if (_isHandedOver)
            return;

        _transport.Abort();
        _exchange?.Cancel();
        if (_exchange is { Call: { IsOver: false } call })
            call.Fail(new CallFailure(StreamFault.None, "the connection is closed", null, null, null).ToException(call));
        _http.Dispose();
        if (!_octets.HasRead && TlsRefusal.Of(_transport.Tls, _octets.Failure) is { } refusal)
            Context.Parent.Tell(new ConnectionRefused(refusal), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BeginCall { Call: var call }: OnCall(call); break;
            case DropCall { Call: var call } when call == _exchange?.Call: _exchange.Cancel(); break;
            case RequestBodyFailed failed when failed.Call == _exchange?.Call: OnBodyFailed(failed); break;
            case SendData data when data.Stream == _exchange?.Stream: _exchange.Write(data); break;
            case BodyConsumed consumed when consumed.Stream == _exchange?.Stream: _exchange.OnConsumed(consumed.Octets); break;
            case Http1Outcome outcome: OnOutcome(outcome); break;
            case CallTime: OnCallTime(); break;
            case Closed: Leave("peer_closed"); break;
            case IdleTime: Leave("idle"); break;
            case Drain: Leave("drain"); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case GetStreams ask: Sender.Tell(Describe(ask.Limit), Self); break;
            case LogFrames: break; // there are none
            case DrainConnection: Sender.Tell(ControlResult.Done, Self); Leave("drain"); break;
            case KillConnection: Sender.Tell(ControlResult.Done, Self); _end.OnEnding("killed"); Context.Stop(Self); break;
            case ResetStream or ChangeConnectionLimits: Sender.Tell(OnlyHttp2, Self); break;
            case DropCall or RequestBodyFailed or StreamCommand: break; // of a call that has ended
            default: Unhandled(message); break;
        }
    }

    private void OnCall(Call call)
    {
        _taken++;
        if (call.IsOver || _isLeaving || _exchange is not null)
        {
            if (!call.IsOver)
                Return(call);
            Report();
            return;
        }

        Timers.Cancel(IdleTime.Instance);
        // RFC 7540 §3.2: a body would have to be sent whole before HTTP/2 begins, so requests with one do not ask.
        var upgrades = _asksUpgrade && call.Content is RequestContent.None;
        _asksUpgrade &= !upgrades;
        var stream = new StreamId((2 * _begun++) + 1);
        _exchange = new Http1Exchange(call, stream, _transport, _octets, _setup.Client.InitialWindowSize);
        call.Begin(stream, Self, () => new RequestWriter(stream, Self, _setup.Settings.SendBufferSize, _setup.Materializer, call.Trailers, call.Announced));
        _exchangeSince = _setup.Clock();
        AwaitCallTime(call);
        Report();
        var exchange = _exchange;
        var settings = upgrades ? UpgradeSettings.Of(_setup.Options.Announced) : null;
        Task.Run(() => exchange.RunAsync(_http, settings)).PipeTo(Self, Self);
    }

    private void OnBodyFailed(RequestBodyFailed failed)
    {
        failed.Call.Fail(failed.ToException(mayHaveBeenProcessed: _exchange!.HasSent));
        _exchange.Cancel();
    }

    private void OnOutcome(Http1Outcome outcome)
    {
        var call = outcome.Exchange.Call;
        _exchange = null;
        _hasAnswered |= call.HasHead;
        Timers.Cancel(CallTime.Instance);
        if (outcome.Upgraded is { } upgraded)
        {
            _isHandedOver = true;
            Context.Parent.Tell(new CallUpgraded(call, upgraded), Self);
            Context.Stop(Self);
            return;
        }

        if (outcome.Failure is not null || _octets.IsClosed)
            _isLeaving = true;
        if (outcome.Failure is { } failure && !call.IsOver)
            End(call, failure);
        if (_isLeaving)
            Leave(outcome.Failure is null ? "closed" : "lost");
        else
            BecomeIdle();
        if (outcome.Failure is null)
            outcome.Complete();
    }

    private void End(Call call, in CallFailure failure)
    {
        if (call.MayResend(failure, hasBegun: true))
            Return(call);
        else
            call.Fail(failure.ToException(call));
    }

    private void OnCallTime()
    {
        if (_exchange is not { } exchange)
            return;

        if (exchange.Call.Deadline <= _setup.Clock())
        {
            exchange.Call.RunOutOfTime();
            exchange.Cancel();
        }
        else
        {
            AwaitCallTime(exchange.Call);
        }
    }

    private void AwaitCallTime(Call call)
    {
        if (call.Deadline != TimeSpan.MaxValue)
            Timers.Ring(CallTime.Instance, call.Deadline - _setup.Clock());
    }

    private void BecomeIdle()
    {
        Report();
        _octets.Watch();
        if (_setup.Client.IdleTimeout != Timeout.InfiniteTimeSpan)
            Timers.Ring(IdleTime.Instance, _setup.Client.IdleTimeout);
    }

    private void Leave(string reason)
    {
        _end.OnEnding(reason);
        _isLeaving = true;
        Report();
        if (_exchange is null)
            Context.Stop(Self);
    }

    private void Return(Call call)
    {
        call.Return();
        Report(); // first, so that it does not come back here
        Context.Parent.Tell(new CallReturned(call), Self);
    }

    private void Report() => Context.Parent.Tell(new ConnectionReport(_taken, _exchange is null ? 0 : 1, 1, HasBegun: true, _hasAnswered, _isLeaving, PeerSettings: null), Self);

    private ConnectionSnapshot Describe(int limit)
    {
        var now = _setup.Clock();
        return new ConnectionSnapshot
        {
            Actor = Self,
            Role = Role.Client,
            Protocol = ConnectionProtocol.Http1,
            Phase = _isLeaving ? ConnectionPhase.Draining : ConnectionPhase.Open,
            LocalEndPoint = _transport.LocalEndPoint,
            RemoteEndPoint = _transport.RemoteEndPoint,
            Tls = _transport.Tls,
            Age = now - _since,
            Began = _since,
            Requests = _begun,
            OpenStreams = _exchange is null ? 0 : 1,
            AtWork = _exchange is null ? 0 : 1,
            Streams = limit > 0 && _exchange is { } exchange ? [Describe(exchange, now)] : [],
        };
    }

    private StreamSnapshot Describe(Http1Exchange exchange, TimeSpan now)
    {
        var subject = StreamSubject.Of(exchange.Call);
        return new StreamSnapshot
        {
            Id = _begun,
            State = "open",
            Age = now - _exchangeSince,
            Method = subject.Method,
            Path = subject.Path,
            LastError = subject.LastError,
            IsAtWork = true,
        };
    }

    private HttpMessageInvoker NewInvoker()
    {
        var isTaken = 0;
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => Interlocked.Exchange(ref isTaken, 1) == 0 ? new ValueTask<Stream>(_octets) : throw new SpentConnectionException(),
            ActivityHeadersPropagator = null,
            MeterFactory = SilentMeters.Instance,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Expect100ContinueTimeout = _setup.Client.ContinueTimeout.OrForEver(),
            MaxConnectionsPerServer = 1,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = Math.Max(1, _setup.Settings.MaxHeaderListSize / 1024),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1, // octets, as they are given
        });
    }

    private sealed class Closed : ILocalMessage
    {
        public static readonly Closed Instance = new();
    }

    private sealed class IdleTime : ILocalMessage
    {
        public static readonly IdleTime Instance = new();
    }

    private sealed class CallTime : ILocalMessage
    {
        public static readonly CallTime Instance = new();
    }
}
