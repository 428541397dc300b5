using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Akka.Actor;
using Akka.Event;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;
using AkkaH2.Wire;
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

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task Connections_that_wait_when_their_server_drains_are_told_that_it_leaves()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            started.SetResult();
            await release.Task;
            x.Respond("ok");
        }));
        var first = await Connect(server);
        await first.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);
        TestPeer[] waiting = [await ConnectRaw(server), await ConnectRaw(server)];
        var terminated = server.TerminateAsync(Deadline);
        await first.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        release.SetResult();
        Assert.Equal("ok", (await first.ExpectResponse(1)).Text);
        await first.ShutdownSend();

        foreach (var peer in waiting)
        {
            await peer.SendRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await peer.ExpectGoAway(0, ErrorCode.NoError);
            await peer.ShutdownSend();
            await peer.ExpectClosed();
        }

        Assert.True(await terminated);
    }

    [Fact]
    public async Task A_connection_that_is_accepted_while_its_listener_stops_is_aborted()
    {
        var transport = new Late();
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), transport, e => e.Map("GET", "/", x => x.Respond("ok")));
        await server.TerminateAsync(TimeSpan.FromSeconds(1));

        transport.Accept();

        await transport.Aborted.WaitAsync(Deadline);
    }

    [Fact]
    public async Task An_accept_that_ends_with_its_listener_is_no_dead_letter()
    {
        var letters = new TaskCompletionSource<object>();
        var listening = System.ActorOf(Props.Create(() => new FirstDeadLetter(letters)));
        Assert.True(System.EventStream.Subscribe(listening, typeof(DeadLetter)));
        var transport = new Late();
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), transport, e => e.Map("GET", "/", x => x.Respond("ok")));
        await server.TerminateAsync(TimeSpan.FromSeconds(1));

        transport.Fail(new OperationCanceledException());
        System.DeadLetters.Tell("the last one");

        Assert.Equal("the last one", await letters.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_served_is_closed_and_makes_way_for_the_next()
    {
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new Spoiling(new SocketTransport()), e => e.Map("GET", "/", x => x.Respond("ok")));
        for (var connections = 0; connections < 2; connections++)
        {
            var peer = await ConnectRaw(server);
            await peer.SendRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await peer.ExpectClosed();
        }
    }

    protected override string Hocon => "akka.h2.max-connections = 1";

    private sealed class FirstDeadLetter : ReceiveActor
    {
        public FirstDeadLetter(TaskCompletionSource<object> found) => Receive<DeadLetter>(letter => found.TrySetResult(letter.Message));
    }

    /// <summary>A transport whose one accept ends when the test says so, and which does not look at its cancellation.</summary>
    private sealed class Late : ITransport, ITransportListener, ITransportConnection
    {
        private static readonly Task<ITransportConnection?> NoMore = Task.FromResult<ITransportConnection?>(null);

        private readonly TaskCompletionSource<ITransportConnection?> _accept = new();
        private readonly TaskCompletionSource _aborted = new();

        public Task Aborted => _aborted.Task;

        public string Name => "late";

        public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 2);

        public PipeReader Input => throw new NotSupportedException();

        public void Accept() => _accept.SetResult(this);

        public void Fail(Exception cause) => _accept.SetException(cause);

        public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            Task.FromResult<ITransportListener>(this);

        public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) => new(_aborted.Task.IsCompleted ? NoMore : _accept.Task);

        public ValueTask UnbindAsync() => default;

        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default) => throw new NotSupportedException();

        public ValueTask ShutdownAsync() => throw new NotSupportedException();

        public void Abort() => _aborted.TrySetResult();
    }

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

    /// <summary>Connections that cannot be read any more once their protocol is known.</summary>
    private sealed class Spoiling(ITransport transport) : ITransport
    {
        public string Name => "spoiling";

        public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            new Listener(await transport.BindAsync(endpoint, settings, cancellation));

        public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            transport.ConnectAsync(endpoint, settings, cancellation);

        private sealed class Listener(ITransportListener inner) : ITransportListener
        {
            public EndPoint LocalEndPoint => inner.LocalEndPoint;

            public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) =>
                await inner.AcceptAsync(cancellation) is { } connection ? new Connection(connection) : null;

            public ValueTask UnbindAsync() => inner.UnbindAsync();
        }

        private sealed class Connection(ITransportConnection inner) : ITransportConnection
        {
            private int _uses;

            public EndPoint LocalEndPoint => inner.LocalEndPoint;

            public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

            // A newcomer reads, and gives back what it has read.
            public PipeReader Input => ++_uses <= 2 ? inner.Input : throw new IOException("spoiled");

            public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default) => inner.WriteAsync(octets, cancellation);

            public ValueTask ShutdownAsync() => inner.ShutdownAsync();

            public void Abort() => inner.Abort();
        }
    }
}
