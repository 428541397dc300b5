using System.Net;
using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Actors;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Sockets;
using AkkaH2.Transports.Tls;

namespace AkkaH2;

/// <summary>HTTP/2 for one actor system: <c>system.Http2()</c>. Its actors live below <c>/system/http2</c>.</summary>
public sealed class Http2 : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly IActorRef _guardian;
    private readonly SocketTransport _sockets = new();
    private readonly Lazy<AkkaIoTransport> _akkaIo;
    private readonly OrderlyShutdown _shutdown;
    private int _endpointActors; // that were made for endpoints
    private readonly Lock _filtering = new();
    private volatile Func<EndPoint, bool>? _acceptFilter;

    internal Http2(ExtendedActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(DefaultConfig);
        Settings = Http2Settings.From(system.Settings.Config);
        RegisterDispatcher("akka.h2.affine-dispatcher");
        _akkaIo = new Lazy<AkkaIoTransport>(() => new AkkaIoTransport(system, Settings.Dispatcher));
        _shutdown = new OrderlyShutdown(system, Settings);
        ActorPipeline.Add(system.ActorPipelineResolver, new RestartReports());
        _guardian = system.SystemActorOf(Props.Create(() => new Http2Guardian()), "http2");
    }

    /// <summary>The reference configuration of AkkaH2: <c>akka.h2</c>, and the serializer of its messages. Lay your own configuration over it.</summary>
    public static Config DefaultConfig { get; } = ReadDefaults();

    /// <summary><c>akka.h2</c> as this system has it.</summary>
    public Http2Settings Settings { get; }

    /// <summary>True until the system begins to shut down.</summary>
    internal bool IsReady => _shutdown.IsReady;

    /// <summary>
    /// Begins to serve HTTP/2 over cleartext TCP. The client's first octets decide what it gets: the preface, HTTP/2 (prior knowledge, RFC 9113 §3.3); any others,
    /// HTTP/1.1 where <see cref="ServerOptions.Http1"/> serves it, else 505.
    /// </summary>
    /// <param name="host">An address of this machine; <c>localhost</c> for its loopback addresses of both families, <c>*</c> for all addresses; or another name of it.</param>
    /// <param name="port">1 to 65535, or 0 for a free one, which the binding then names.</param>
    /// <param name="endpoints">Adds what answers.</param>
    /// <exception cref="TransportException">The endpoint cannot be bound; the message names it and says why.</exception>
    public Task<ServerBinding> BindAsync(string host, int port, Action<EndpointBuilder> endpoints) =>
        BindAsync(ServerAddress.Of(host, port), new ServerOptions(), endpoints);

    /// <summary>
    /// Begins to serve HTTP/2 over TLS. ALPN decides what the client gets: <c>h2</c>; or <c>http/1.1</c>, also for a client without ALPN, where
    /// <see cref="ServerOptions.Http1"/> serves it.
    /// </summary>
    /// <inheritdoc cref="BindAsync(string, int, Action{EndpointBuilder})" path="/param"/>
    /// <param name="host">See the others.</param>
    /// <param name="port">See the others.</param>
    /// <param name="tls">
    /// Certificates and the rest: <c>Settings.Tls</c> for what <c>akka.h2.tls</c> says, or
    /// <c>Settings.Tls with { Certificates = [TlsCertificate.FromPfx("site.pfx")] }</c>.
    /// </param>
    /// <param name="endpoints">Adds what answers.</param>
    /// <exception cref="TransportException">The endpoint cannot be bound; the message names it and says why.</exception>
    /// <exception cref="TlsCertificateException">There is no certificate, or one cannot be used.</exception>
    public Task<ServerBinding> BindTlsAsync(string host, int port, TlsOptions tls, Action<EndpointBuilder> endpoints) =>
        BindAsync(ServerAddress.Of(host, port, tls), new ServerOptions(), endpoints);

    /// <inheritdoc cref="BindAsync(string, int, Action{EndpointBuilder})"/>
    public Task<ServerBinding> BindAsync(IPEndPoint endpoint, Action<EndpointBuilder> endpoints) =>
        BindAsync(endpoint, new ServerOptions(), endpoints);

    /// <summary>The same on a transport of the caller's choice.</summary>
    /// <exception cref="TransportException">The endpoint cannot be bound; the message names it and says why.</exception>
    public Task<ServerBinding> BindAsync(EndPoint endpoint, ITransport transport, Action<EndpointBuilder> endpoints) =>
        BindAsync(endpoint, new ServerOptions { Transport = transport }, endpoints);

    /// <inheritdoc cref="BindAsync(IReadOnlyList{ServerAddress}, ServerOptions, Action{EndpointBuilder})"/>
    public Task<ServerBinding> BindAsync(ServerAddress address, ServerOptions options, Action<EndpointBuilder> endpoints) =>
        BindAsync([address], options, endpoints);

    /// <summary>Begins to serve at several addresses, with TLS or without: one server, which drains as one.</summary>
    /// <exception cref="TransportException">An address cannot be bound; the message names it and says why. None is bound then.</exception>
    /// <exception cref="TlsCertificateException">A certificate cannot be used. No address is bound then.</exception>
    public Task<ServerBinding> BindAsync(IReadOnlyList<ServerAddress> addresses, ServerOptions options, Action<EndpointBuilder> endpoints)
    {
        var table = new EndpointBuilder(_system);
        endpoints(table);
        return BindAsync(addresses, options, table);
    }

    /// <summary>The same with a table that was filled before.</summary>
    /// <exception cref="TransportException">An address cannot be bound; the message names it and says why. None is bound then.</exception>
    /// <exception cref="TlsCertificateException">A certificate cannot be used. No address is bound then.</exception>
    /// <exception cref="InvalidOperationException">The table has a server already, or the actor system has terminated.</exception>
    public async Task<ServerBinding> BindAsync(IReadOnlyList<ServerAddress> addresses, ServerOptions options, EndpointBuilder endpoints)
    {
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Count);
        if (_system.WhenTerminated.IsCompleted)
            throw HasTerminated();

        var setup = Setup(endpoints.Build(_system.Log, ServedBy.Node(_system, options.ServedBy ?? Settings.ServedBy)), options.Supervision ?? Settings.Supervision);
        var http1 = Settings.Http1 ? options.Http1 : null;
        var listens = new List<Listen>();
        try
        {
            foreach (var (address, tls) in addresses.Select(address => (address, Secure(address, http1))).ToList())
            {
                var transportSettings = new TransportSettings(Settings.Backlog, Settings.ReceiveBufferSize);
                var transport = options.Transport ?? Transport(Settings.Transport);
                foreach (var listener in await address.BindAsync(transport, transportSettings).ConfigureAwait(false))
                    listens.Add(new Listen(listener, setup with { Ended = new EndedConnections() }, http1, tls, transport.Name, () => transport.BindAsync(listener.LocalEndPoint, transportSettings)));
            }

            var answering = endpoints.Begin(() => Interlocked.Increment(ref _endpointActors));
            var actors = await Task.WhenAll(listens.Select(listen => AskOrThrow<IActorRef>(listen))).ConfigureAwait(false);
            return new ServerBinding(listens, actors, answering, Settings, setup.Options.Announced, _shutdown, CountAsync);
        }
        catch
        {
            foreach (var bound in listens)
                await bound.Listener.ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The actor at the top of the tree, <c>/system/http2</c>: it takes <see cref="GetListeners"/> and <see cref="GetConnections"/>.</summary>
    public IActorRef Actor => _guardian;

    /// <summary>
    /// Asks this function for each new connection of all servers, from here on, by the address of its peer. Where it says no, the connection is closed at once: no octet is
    /// read, no actor is made and nothing is logged; <c>akkah2.server.connections.filtered</c> counts it. Of several filters all have to say yes.
    /// </summary>
    /// <param name="accepts">It must be quick. If it throws, the connection is closed, and the log says so. It may run for several listeners at once.</param>
    public void AddAcceptFilter(Func<EndPoint, bool> accepts)
    {
        lock (_filtering)
        {
            var others = _acceptFilter;
            _acceptFilter = others is null ? accepts : peer => others(peer) && accepts(peer);
        }
    }

    /// <summary>Writes a line for each frame of open and new connections to the log from here on, or no more: <see cref="Diagnostics.LogFrames"/>.</summary>
    /// <param name="on">True to begin, false to end.</param>
    /// <param name="remote">Only connections with this peer, an address or a network: <c>192.0.2.7</c>, <c>10.0.0.0/8</c>; all if null.</param>
    /// <exception cref="ArgumentException">That is none.</exception>
    public void LogFrames(bool on, string? remote = null) => _guardian.Tell(new LogFrames(on) { Remote = remote }, ActorRefs.NoSender);

    /// <summary>The endpoints that are bound now, of all bindings, and the clients.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">The actor system has terminated.</exception>
    public Task<ListenersSnapshot> GetListenersAsync(CancellationToken cancellation = default) => AskOrThrow<ListenersSnapshot>(GetListeners.Instance, cancellation);

    /// <summary>
    /// The connections that are open now, of all servers and clients, with their streams. Each is asked: connections that do not answer in time are missing, and
    /// <see cref="ConnectionsSnapshot.Unanswered"/> says how many they are.
    /// </summary>
    /// <param name="query">Which ones, and how much of them; the 100 oldest if null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value of the query is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The actor system has terminated.</exception>
    public Task<ConnectionsSnapshot> GetConnectionsAsync(ConnectionQuery? query = null, CancellationToken cancellation = default) =>
        CountAsync(null, query ?? new ConnectionQuery(), cancellation);

    /// <summary>
    /// Waits until the process is told to end, by SIGTERM or by SIGINT (Ctrl-C), and then runs the CoordinatedShutdown of the actor system, once: servers are not ready,
    /// accept no more, finish what is open, and the system terminates. A second SIGINT ends the process at once where Akka's own handler is off
    /// (<c>akka.coordinated-shutdown.run-by-clr-shutdown-hook</c>), else it waits like the first. Done as well when the system has terminated otherwise. Both signals are taken from the moment of the call.
    /// </summary>
    public async Task ShutdownOnSignalAsync()
    {
        using var signal = new TerminationSignal();
        await Task.WhenAny(signal.Received, _system.WhenTerminated).ConfigureAwait(false);
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    /// <summary>
    /// A client of one origin: over TLS, whose ALPN chooses HTTP/2 (RFC 9113 §3.2), where the scheme is https; over cleartext TCP with prior knowledge
    /// (RFC 9113 §3.3) where it is http. Its first request opens its first connection. It is an actor below <c>/system/http2</c>, and has connections of its
    /// own: make one for each origin and keep it.
    /// </summary>
    /// <param name="origin">Scheme, host and port, such as <c>https://example.com</c> or <c>http://example.com:8080</c>.</param>
    /// <param name="settings"><c>akka.h2.client</c> (<see cref="Http2Settings.Client"/>), changed as you like; unchanged if null.</param>
    /// <exception cref="ArgumentException">The origin is no such URL, or a setting is out of its range.</exception>
    /// <exception cref="TlsCertificateException">The client's own certificate cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The actor system has terminated.</exception>
    public Http2Client Client(string origin, ClientSettings? settings = null)
    {
        if (_system.WhenTerminated.IsCompleted)
            throw HasTerminated();

        var to = Origin.Parse(origin);
        settings ??= Settings.Client;
        settings.Check();
        var options = settings.OptionsOf(Settings);
        var setup = new ClientSetup(
            Settings,
            options,
            new Pipeline(options, Settings.Dispatcher, OnCompletion),
            _system.Materializer(),
            OnCompletion,
            ClockOf(_system.Scheduler),
            settings,
            to,
            NewConnector(to, settings))
        {
            LogsFrames = settings.LogsFrames,
            Observer = settings.OnFrame is { } onFrame ? new FrameObserver(onFrame, _system.Log) : null,
        };
        return new Http2Client(Ask<IActorRef>(new OpenClient(setup)), setup);
    }

    /// <summary>True if all filters accept a connection of this peer.</summary>
    internal bool Accepts(EndPoint peer)
    {
        try
        {
            return _acceptFilter is not { } accepts || accepts(peer);
        }
        catch (Exception cause)
        {
            // A filter is there to keep peers away, so what it cannot decide stays outside.
            _system.Log.Error(cause, "An accept filter failed for {0}; the connection is closed.", peer);
            return false;
        }
    }

    /// <summary>The answer of the actor at the top; null once the system has terminated, since nobody answers then.</summary>
    private async Task<T?> Ask<T>(object question, CancellationToken cancellation = default)
        where T : class
    {
        var answer = _guardian.Ask<T>(question, Timeout.InfiniteTimeSpan, cancellation);
        await Task.WhenAny(answer, _system.WhenTerminated).ConfigureAwait(false);
        return answer.IsCompleted ? await answer.ConfigureAwait(false) : null;
    }

    private async Task<T> AskOrThrow<T>(object question, CancellationToken cancellation = default)
        where T : class =>
        await Ask<T>(question, cancellation).ConfigureAwait(false) ?? throw HasTerminated();

    private InvalidOperationException HasTerminated() => new($"The actor system {_system.Name} has terminated.");

    private Task<ConnectionsSnapshot> CountAsync(IReadOnlyList<IActorRef>? of, ConnectionQuery query, CancellationToken cancellation) =>
        AskOrThrow<ConnectionsSnapshot>(new TakeCensus(query.Check(), of), cancellation);

    private Connector NewConnector(Origin origin, ClientSettings settings)
    {
        var time = new SchedulerTime(_system.Scheduler);
        var tls = origin.Scheme == "https"
            ? new TlsClient(
                settings.Tls,
                settings.Tls.ServerName ?? origin.Host,
                Connector.Offered(settings.Protocol),
                Settings.ReceiveBufferSize,
                time,
                Logging.GetLogger(_system, typeof(TlsClient)))
            : null;
        return new Connector(
            settings.Transport ?? Transport(Settings.Transport),
            settings.EndPoint ?? EndPointOf(origin),
            new TransportSettings(Settings.Backlog, Settings.ReceiveBufferSize),
            settings.Protocol,
            tls,
            settings.ConnectionAttemptDelay,
            time);
    }

    private static EndPoint EndPointOf(Origin origin) =>
        IPAddress.TryParse(origin.Host, out var address) ? new IPEndPoint(address, origin.Port) : new DnsEndPoint(origin.Host, origin.Port);

    private TlsServer? Secure(ServerAddress address, IHttp1Engine? http1) =>
        address.Tls is { } tls ? new TlsServer(tls, http1 is not null, Settings.ReceiveBufferSize, Logging.GetLogger(_system, typeof(TlsServer))) : null;

    private static Config ReadDefaults()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("AkkaH2.reference.conf")!;
        return ConfigurationFactory.ParseString(new StreamReader(stream).ReadToEnd());
    }

    private ITransport Transport(string name) => name switch
    {
        "sockets" => _sockets,
        "akka-io" => _akkaIo.Value,
        _ => throw new ConfigurationException($"akka.h2.transport must be \"akka-io\" or \"sockets\", but is \"{name}\"."),
    };

    private ServerSetup Setup(IEndpoints endpoints, IDecider supervision)
    {
        // RFC 8441 §3: ENABLE_CONNECT_PROTOCOL is said only where something takes it.
        var options = Settings.Options with { Announced = Settings.Announced with { EnableConnectProtocol = endpoints.TakesExtendedConnect } };
        return new ServerSetup(
            Settings,
            options,
            endpoints,
            new Pipeline(options, Settings.Dispatcher, OnCompletion),
            _system.Materializer(),
            new ReplyAddresses(_system.Materializer()),
            OnCompletion,
            ClockOf(_system.Scheduler))
        {
            Supervision = supervision,
        };
    }

    // A scheduler that is not Akka's own may keep a time of its own, as TestScheduler does: it is in Now. Akka's own follows the machine's clocks,
    // and of those the monotonic one is not set back.
    private static Func<TimeSpan> ClockOf(IScheduler scheduler) =>
        scheduler is HashedWheelTimerScheduler ? () => scheduler.HighResMonotonicClock : () => scheduler.Now - DateTimeOffset.UnixEpoch;

    private Action OnCompletion(Action callback) =>
        _system.Dispatchers.Lookup(Settings.Dispatcher) is AffineDispatcher affine ? affine.Entering(callback) : callback;

    // The system has read its dispatchers before this extension brought its own section. The mailbox of that section is looked up by its id.
    private void RegisterDispatcher(string id)
    {
        if (_system.Dispatchers.HasDispatcher(id))
            return;
        var section = ConfigurationFactory.ParseString($"id = {id}").WithFallback(_system.Settings.Config.GetConfig(id));
        _system.Dispatchers.RegisterConfigurator(id, new AffineDispatcherConfigurator(section, _system.Dispatchers.Prerequisites));
    }
}

/// <summary>Makes <see cref="Http2"/> once for each actor system.</summary>
public sealed class Http2Provider : ExtensionIdProvider<Http2>
{
    /// <inheritdoc/>
    public override Http2 CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary><c>system.Http2()</c>.</summary>
public static class Http2Extensions
{
    /// <summary>The HTTP/2 extension of this system.</summary>
    /// <exception cref="ConfigurationException">A value below <c>akka.h2</c> is wrong; the message has its full path.</exception>
    public static Http2 Http2(this ActorSystem system) => system.WithExtension<Http2, Http2Provider>();
}
