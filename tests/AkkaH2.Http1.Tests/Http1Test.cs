using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit.Poison;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Http1.Tests;

/// <summary>A server of its own for each test, in memory or on a free port, and clients that write octets. At the end the log has no warning and no error.</summary>
public abstract class Http1Test(string transport) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly MemoryTransport? _memory = transport == "memory" ? new MemoryTransport() : null;
    private readonly ConcurrentBag<Http1Peer> _peers = []; // some tests connect many at once
    private Inbox _log = null!;

    protected ActorSystem System { get; private set; } = null!;

    /// <summary>The network of the tests in memory.</summary>
    protected MemoryTransport? Memory => _memory;

    protected virtual string Hocon => "";

    /// <summary>What the log may have said of warnings and errors.</summary>
    protected virtual int Complaints => 0;

    protected IReadOnlyList<LogEvent> Log => _log.Events;

    /// <summary>The same, with all that was said before.</summary>
    protected async Task<IReadOnlyList<LogEvent>> Logged()
    {
        await _log.Reader.Ask<ActorIdentity>(new Identify(null), Deadline);
        return Log;
    }

    public virtual Task InitializeAsync()
    {
        var config = ConfigurationFactory.ParseString(Hocon)
            .WithFallback(ConfigurationFactory.ParseString($"akka.h2.transport = {(_memory is null ? transport : "sockets")}\nakka.loglevel = WARNING\nakka.stdout-loglevel = OFF\nakka.loggers = []"))
            .WithFallback(Http2.DefaultConfig);
        System = ActorSystem.Create("test", config);
        _log = new Inbox(System);
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var peer in _peers)
            await peer.DisposeAsync();
        await System.Terminate().WaitAsync(Deadline);
        Assert.Empty(PoisonedPool.Instance.Faults);
        Assert.True(_log.Events.Count <= Complaints, string.Join('\n', _log.Events));
    }

    protected Task<ServerBinding> Bind(Action<EndpointBuilder> endpoints, ServerOptions? options = null) =>
        System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), (options ?? new ServerOptions { Http1 = System.Http1() }) with { Transport = _memory }, endpoints).WaitAsync(Deadline);

    private protected async Task<Http1Peer> Connect(ServerBinding server) =>
        Keep(_memory is null ? await Http1Peer.ConnectAsync(server.LocalEndPoint) : await Http1Peer.ConnectAsync(_memory, server.LocalEndPoint));

    /// <summary>Closed when the test is over.</summary>
    private protected Http1Peer Keep(Http1Peer peer)
    {
        _peers.Add(peer);
        return peer;
    }

    private protected async Task<Http1Peer> Serve(Action<EndpointBuilder> endpoints) => await Connect(await Bind(endpoints));

    private protected async Task<Http1Response> Ask(Action<EndpointBuilder> endpoints, string request)
    {
        var peer = await Serve(endpoints);
        await peer.Send(request);
        return await peer.Receive(request[..request.IndexOf(' ')]);
    }

    private sealed class Inbox
    {
        private readonly List<LogEvent> _events = [];

        public Inbox(ActorSystem system)
        {
            Reader = system.ActorOf(Props.Create(() => new Listener(this)));
            system.EventStream.Subscribe(Reader, typeof(LogEvent));
        }

        public IActorRef Reader { get; }

        public IReadOnlyList<LogEvent> Events
        {
            get
            {
                lock (_events)
                    return [.. _events];
            }
        }

        private sealed class Listener : ReceiveActor
        {
            public Listener(Inbox inbox) => Receive<LogEvent>(e => e.LogLevel() >= LogLevel.WarningLevel, e =>
            {
                lock (inbox._events)
                    inbox._events.Add(e);
            });
        }
    }
}
