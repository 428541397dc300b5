using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Client;

/// <summary>A client, and servers that are played frame by frame: each connection that it opens is one.</summary>
public abstract class ClientTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private static readonly TransportSettings PeerSettings = new(Backlog: 16, ReceiveBufferSize: 64 * 1024);

    private readonly List<TestPeer> _servers = [];
    private ITransportListener? _listener;

    protected ActorSystem System { get; private set; } = null!;

    protected MemoryTransport Network { get; } = new();

    protected EndPoint ServerEndPoint => _listener!.LocalEndPoint;

    protected virtual string Hocon => "";

    public virtual async Task InitializeAsync()
    {
        System = ActorSystem.Create("client", ConfigurationFactory.ParseString(Hocon)
            .WithFallback(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")).WithFallback(Http2.DefaultConfig));
        _listener = await Network.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), PeerSettings);
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await System.Terminate().WaitAsync(Deadline);
    }

    /// <summary>A client of the server that the test plays.</summary>
    protected Http2Client NewClient(Func<ClientSettings, ClientSettings>? change = null)
    {
        var settings = System.Http2().Settings.Client with { Transport = Network, EndPoint = ServerEndPoint };
        return System.Http2().Client("http://example.com:8080", change is null ? settings : change(settings));
    }

    /// <summary>The next connection that the client opens, from the server's side, on which nothing was said yet.</summary>
    private protected async Task<TestPeer> AcceptRaw() => (await AcceptRaw(CancellationToken.None).WaitAsync(Deadline))!;

    /// <summary>The same; null if it was cancelled before one came.</summary>
    private protected async Task<TestPeer?> AcceptRaw(CancellationToken cancellation)
    {
        try
        {
            var server = new TestPeer(new TransportStream((await _listener!.AcceptAsync(cancellation))!), PeerRole.Server);
            _servers.Add(server);
            return server;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The same as octets.</summary>
    private protected async Task<Stream> AcceptHttp1() =>
        new TransportStream((await _listener!.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Deadline))!);

    /// <summary>The same after the handshake, with these settings of the server.</summary>
    private protected async Task<TestPeer> Accept(params (Wire.SettingId Id, uint Value)[] settings)
    {
        var server = await AcceptRaw();
        await server.Handshake(settings);
        return server;
    }

    /// <summary>Nobody listens there any more.</summary>
    protected Task StopListening() => _listener!.UnbindAsync().AsTask();

    /// <summary>Somebody does again.</summary>
    protected async Task ListenAgain() => _listener = await Network.BindAsync(ServerEndPoint, PeerSettings);

    protected static async Task Until(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (!isSo())
            await Task.Delay(1, late.Token);
    }

    protected static Task<Http2ClientException> Fails(Task task) => Assert.ThrowsAsync<Http2ClientException>(() => task.WaitAsync(Deadline));
}
