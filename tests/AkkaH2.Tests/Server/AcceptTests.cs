using System.Net;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class AcceptTests : ServerTest
{
    [Fact]
    public async Task A_listener_that_cannot_accept_for_a_while_serves_again_afterwards()
    {
        var transport = new ShortOfFiles(new SocketTransport(), failures: 2);
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), transport, e => e.Map("GET", "/", x => x.Respond("ok")));

        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());

        Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
        Assert.Equal(0, transport.FailuresLeft);
    }

    [Fact]
    public async Task Above_the_limit_connections_wait_until_another_one_ends()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var first = await Connect(server);
        var second = await ConnectRaw(server); // in the backlog: nobody answers it yet
        await first.ShutdownSend();

        await second.Handshake();
        await second.ExpectAlive();
    }

    protected override string Hocon => "akka.h2.max-connections = 1";

    private sealed class ShortOfFiles(ITransport transport, int failures) : ITransport
    {
        private int _failures = failures;

        public string Name => "short-of-files";

        public int FailuresLeft => Volatile.Read(ref _failures);

        public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            new Listener(this, await transport.BindAsync(endpoint, settings, cancellation));

        public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            transport.ConnectAsync(endpoint, settings, cancellation);

        private sealed class Listener(ShortOfFiles owner, ITransportListener inner) : ITransportListener
        {
            public EndPoint LocalEndPoint => inner.LocalEndPoint;

            public ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) =>
                Volatile.Read(ref owner._failures) > 0 && Interlocked.Decrement(ref owner._failures) >= 0
                    ? throw new IOException("too many open files")
                    : inner.AcceptAsync(cancellation);

            public ValueTask UnbindAsync() => inner.UnbindAsync();
        }
    }
}
