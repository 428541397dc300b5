using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.TestKit;

/// <summary>
/// Endpoints under test: a server in memory with one connection to it, and no socket. What runs is what runs in production, from the routes to the frames, so
/// limits, flow control and timeouts count too.
/// </summary>
public sealed class EndpointProbe : IAsyncDisposable
{
    private const string Defaults = "akka { h2.server-push = on, loglevel = WARNING }";

    private static readonly TransportSettings ClientSettings = new(Backlog: 1, ReceiveBufferSize: 64 * 1024);

    private readonly ActorSystem? _owned;
    private readonly ServerBinding _server;
    private readonly ProbeConnection _connection;

    private EndpointProbe(ActorSystem? owned, ServerBinding server, ProbeConnection connection) => (_owned, _server, _connection) = (owned, server, connection);

    /// <summary>Serves these endpoints, in an actor system of the probe's own.</summary>
    /// <param name="endpoints">Adds what is tested.</param>
    /// <param name="config">Laid over the defaults of AkkaH2; null for those alone. Server push is on unless it says otherwise.</param>
    public static async Task<EndpointProbe> StartAsync(Action<EndpointBuilder> endpoints, Config? config = null)
    {
        var system = ActorSystem.Create("probe", (config ?? Config.Empty).WithFallback(ConfigurationFactory.ParseString(Defaults)).WithFallback(Http2.DefaultConfig));
        return await StartAsync(endpoints, system, system).ConfigureAwait(false);
    }

    /// <summary>Serves these endpoints in an actor system of the test's, which outlives the probe: for endpoints that are actors.</summary>
    /// <param name="endpoints">Adds what is tested.</param>
    /// <param name="system">Its configuration decides, also whether endpoints may push (<c>akka.h2.server-push</c>).</param>
    public static Task<EndpointProbe> StartAsync(Action<EndpointBuilder> endpoints, ActorSystem system) => StartAsync(endpoints, system, owned: null);

    /// <summary>Sends a request, and waits for the whole response.</summary>
    /// <param name="request">The request, with its whole body.</param>
    /// <exception cref="StreamAbortedException">The endpoint reset the stream; <see cref="StreamAbortedException.PeerReset"/> has its code.</exception>
    /// <exception cref="TimeoutException">There was no whole response within <see cref="TestExchange.Patience"/>.</exception>
    public async Task<TestResponse> SendAsync(TestRequest request) => await (await BeginAsync(request).ConfigureAwait(false)).ResponseAsync().ConfigureAwait(false);

    /// <summary>Sends a request, and leaves the rest to the test: its body, its response, and whether it is cancelled.</summary>
    public async Task<TestExchange> BeginAsync(TestRequest request) => await _connection.BeginAsync(request).ConfigureAwait(false);

    /// <summary>Loses the connection, as a client does that vanishes.</summary>
    public void Disconnect() => _connection.Abort();

    /// <summary>Ends the connection and the server; endpoints that are still at work are told by their cancellation.</summary>
    public async ValueTask DisposeAsync()
    {
        _connection.Abort();
        await _server.TerminateAsync(TimeSpan.Zero).ConfigureAwait(false);
        if (_owned is not null)
            await _owned.Terminate().ConfigureAwait(false);
    }

    private static async Task<EndpointProbe> StartAsync(Action<EndpointBuilder> endpoints, ActorSystem system, ActorSystem? owned)
    {
        var network = new MemoryTransport();
        var server = await system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), network, endpoints).ConfigureAwait(false);
        var transport = await network.ConnectAsync(server.LocalEndPoint, ClientSettings).ConfigureAwait(false);
        return new EndpointProbe(owned, server, await ProbeConnection.OpenAsync(transport).ConfigureAwait(false));
    }
}
