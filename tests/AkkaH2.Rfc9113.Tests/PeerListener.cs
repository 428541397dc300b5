using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>Where raw servers of a test accept the connections of the client under test; each test has its own.</summary>
internal abstract class PeerListener : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public abstract EndPoint EndPoint { get; }

    /// <summary>Listens where this transport of a client can reach it; over TLS with a certificate of its own, for localhost.</summary>
    public static async Task<PeerListener> BindAsync(ITransport transport, bool tls)
    {
        var anyPort = new IPEndPoint(IPAddress.Loopback, 0);
        return transport is MemoryTransport ? new InMemory(await transport.BindAsync(anyPort, TestServer.PeerSettings)) : new OverTcp(anyPort, tls);
    }

    /// <summary>The next connection, from the server's side, on which nothing was said yet.</summary>
    public Task<TestPeer> AcceptAsync() => Accept().WaitAsync(Deadline);

    /// <summary>Nobody listens there any more.</summary>
    public abstract ValueTask DisposeAsync();

    protected abstract Task<TestPeer> Accept();

    private sealed class OverTcp : PeerListener
    {
        private static readonly SslServerAuthenticationOptions Tls = new()
        {
            ServerCertificate = SelfSignedCertificate.Create([]),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };

        private readonly bool _tls;
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public OverTcp(EndPoint endpoint, bool tls)
        {
            _tls = tls;
            _socket.Bind(endpoint);
            _socket.Listen();
        }

        public override EndPoint EndPoint => _socket.LocalEndPoint!;

        public override ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }

        protected override async Task<TestPeer> Accept()
        {
            if (!_tls)
                return await TestPeer.AcceptAsync(_socket);

            var stream = new TurnTakingTls(new NetworkStream(await _socket.AcceptAsync(), ownsSocket: true));
            await stream.AuthenticateAsServerAsync(Tls);
            return new TestPeer(stream, PeerRole.Server);
        }
    }

    private sealed class InMemory(ITransportListener listener) : PeerListener
    {
        public override EndPoint EndPoint => listener.LocalEndPoint;

        public override ValueTask DisposeAsync() => listener.UnbindAsync();

        protected override async Task<TestPeer> Accept() => new(new TransportStream((await listener.AcceptAsync())!), PeerRole.Server);
    }
}
