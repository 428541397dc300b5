using System.Buffers;
using System.Net;
using System.Net.Sockets;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Transports;

/// <summary>The promises of every transport; each transport runs it. Always loopback, always a port the system chooses.</summary>
public abstract class TransportContract : IAsyncLifetime
{
    private const int Chunk = 64 * 1024;
    private const int MiB = 1024 * 1024;

    private static readonly TransportSettings Settings = new(Backlog: 64, ReceiveBufferSize: Chunk);

    private readonly List<ITransportConnection> _opened = [];
    private readonly SemaphoreSlim _accepting = new(1);
    private ITransportListener _listener = null!;

    protected abstract ITransport Transport { get; }

    public async Task InitializeAsync() => _listener = await Transport.BindAsync(AnyPort, Settings).Soon();

    public async Task DisposeAsync()
    {
        foreach (var connection in _opened) connection.Abort();
        await _listener.UnbindAsync().Soon();
        await StopAsync();
    }

    protected virtual Task StopAsync() => Task.CompletedTask;

    /// <summary>Somebody comes to an endpoint that was unbound while a connection is open.</summary>
    protected virtual Task ExpectTurnedAway(EndPoint endpoint) =>
        Assert.ThrowsAsync<TransportException>(() => Transport.ConnectAsync(endpoint, Settings).Soon());

    /// <summary>So many wait to be accepted.</summary>
    protected virtual Task UntilWaiting(ITransportListener listener, int connections) => Task.CompletedTask;

    /// <summary>The end of a refused connection's message.</summary>
    protected virtual string RefusedCause => "connection refused";

    [Fact]
    public void A_listener_says_the_port_that_was_chosen() => Assert.NotEqual(0, ((IPEndPoint)_listener.LocalEndPoint).Port);

    [Fact]
    public async Task Both_ends_agree_on_their_endpoints()
    {
        var (client, server) = await Connect();

        Assert.Equal(_listener.LocalEndPoint, client.RemoteEndPoint);
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
    }

    [Fact]
    public async Task Octets_go_both_ways()
    {
        var (client, server) = await Connect();

        await client.Send("ping");
        Assert.Equal("ping", await server.Receive(4));
        await server.Send("pong!");
        Assert.Equal("pong!", await client.Receive(5));
    }

    [Fact]
    public async Task A_write_of_many_segments_arrives_in_order()
    {
        var (client, server) = await Connect();
        var octets = TransportProbe.Pattern(200_000);

        var writing = client.WriteAsync(TransportProbe.Split(octets, 1, 7, 0, 50_000, 3)).Soon();
        Assert.Equal(octets, await server.ReceiveOctets(octets.Length));
        await writing;

        await client.WriteAsync(TransportProbe.Split(octets.AsMemory(0, 1000), 1, 0, 900)).Soon();
        await client.WriteAsync(ReadOnlySequence<byte>.Empty).Soon();
        Assert.Equal(octets[..1000], await server.ReceiveOctets(1000));
    }

    [Fact]
    public async Task Ten_mebibytes_each_way_at_once_arrive_intact()
    {
        var (client, server) = await Connect();
        var octets = TransportProbe.Pattern(10 * MiB);

        var writing = Task.WhenAll(client.SendInChunks(octets, Chunk), server.SendInChunks(octets, Chunk));
        var received = await Task.WhenAll(client.ReceiveOctets(octets.Length), server.ReceiveOctets(octets.Length));
        await writing.Soon();

        Assert.All(received, r => TransportProbe.AssertSame(octets, r));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_stops_the_writer()
    {
        var (client, server) = await Connect();
        var octets = TransportProbe.Pattern(64 * MiB);
        var taken = 0;

        var writing = Write();

        // The octets that are taken fit into the buffers of the operating system and ours: far less than all.
        await Assert.ThrowsAsync<TimeoutException>(() => writing.WaitAsync(TimeSpan.FromMilliseconds(300)));
        Assert.InRange(Volatile.Read(ref taken), 0, 32 * MiB);
        TransportProbe.AssertSame(octets, await server.ReceiveOctets(octets.Length));
        await writing.Soon();

        async Task Write()
        {
            foreach (var chunk in octets.Chunk(Chunk))
            {
                await client.WriteAsync(new ReadOnlySequence<byte>(chunk));
                Volatile.Write(ref taken, taken + chunk.Length);
            }
        }
    }

    [Fact]
    public async Task A_half_closed_client_still_reads()
    {
        var (client, server) = await Connect();

        await client.Send("request");
        await client.ShutdownAsync().Soon();
        Assert.Equal("request", await server.ReceiveToEnd());

        await server.Send("response");
        await server.ShutdownAsync().Soon();
        Assert.Equal("response", await client.ReceiveToEnd());
    }

    [Fact]
    public async Task A_half_closed_server_still_reads()
    {
        var (client, server) = await Connect();

        await server.Send("goodbye");
        await server.ShutdownAsync().Soon();
        await server.ShutdownAsync().Soon();
        Assert.Equal("goodbye", await client.ReceiveToEnd());

        await client.Send("last words");
        await client.ShutdownAsync().Soon();
        Assert.Equal("last words", await server.ReceiveToEnd());
    }

    [Fact]
    public async Task Writing_after_shutdown_fails()
    {
        var (client, _) = await Connect();

        await client.ShutdownAsync().Soon();

        await Assert.ThrowsAnyAsync<IOException>(() => client.Send("too late"));
    }

    [Fact]
    public async Task What_was_written_before_shutdown_and_abort_arrives()
    {
        var (client, server) = await Connect();
        var octets = TransportProbe.Pattern(MiB);

        var reading = client.ReceiveOctets(octets.Length);
        await server.SendInChunks(octets, Chunk);
        await server.ShutdownAsync().Soon();
        server.Abort();

        TransportProbe.AssertSame(octets, await reading);
        Assert.Equal("", await client.ReceiveToEnd());
    }

    [Fact]
    public async Task An_abort_after_shutdown_is_no_reset_although_a_read_waits()
    {
        var (client, server) = await Connect();
        var waiting = server.ReceiveToEnd();

        await server.Send("goodbye");
        await server.ShutdownAsync().Soon();
        server.Abort();

        Assert.Equal("goodbye", await client.ReceiveToEnd());
        await Assert.ThrowsAnyAsync<IOException>(() => waiting);
    }

    [Fact]
    public async Task An_abort_is_a_reset_to_the_peer()
    {
        var (client, server) = await Connect();
        var reading = server.ReceiveToEnd();

        client.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => reading);
        await Assert.ThrowsAnyAsync<IOException>(() => server.SendUntilItFails());
    }

    [Fact]
    public async Task An_abort_fails_both_own_directions_at_once()
    {
        var (client, _) = await Connect();
        var reading = client.ReceiveToEnd();
        var writing = client.SendUntilItFails();

        client.Abort();
        client.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => reading);
        await Assert.ThrowsAnyAsync<IOException>(() => writing);
        await Assert.ThrowsAnyAsync<IOException>(() => client.Send("x"));
        await Assert.ThrowsAnyAsync<IOException>(() => client.ReceiveToEnd());
    }

    [Fact]
    public async Task A_cancelled_write_aborts_the_connection()
    {
        var (client, server) = await Connect();
        using var cancellation = new CancellationTokenSource();
        var writing = client.WriteAsync(new(new byte[64 * MiB]), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.Soon());
        await Assert.ThrowsAnyAsync<IOException>(() => server.ReceiveToEnd());
    }

    [Fact]
    public async Task A_cancelled_read_leaves_the_connection_alone()
    {
        var (client, server) = await Connect();
        using var cancellation = new CancellationTokenSource();
        var reading = server.Input.ReadAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Soon());
        await client.Send("still here");
        Assert.Equal("still here", await server.Receive(10));
    }

    [Fact]
    public async Task A_second_write_at_the_same_time_is_refused()
    {
        var (client, _) = await Connect();
        var first = client.WriteAsync(new(new byte[64 * MiB])).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.WriteAsync(new(new byte[1])).AsTask());

        client.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => first.Soon());
    }

    [Fact]
    public async Task A_busy_endpoint_is_named_with_its_transport_and_the_cause()
    {
        var e = await Assert.ThrowsAsync<TransportException>(() => Transport.BindAsync(_listener.LocalEndPoint, Settings).Soon());

        Assert.Equal($"cannot bind {_listener.LocalEndPoint} with transport '{Transport.Name}': address already in use", e.Message);
        Assert.Equal((_listener.LocalEndPoint, Transport.Name), (e.EndPoint, e.Transport));
    }

    [Fact]
    public async Task A_refused_connection_is_named_with_its_transport_and_the_cause()
    {
        var endpoint = _listener.LocalEndPoint;
        await _listener.UnbindAsync().Soon();

        var e = await Assert.ThrowsAsync<TransportException>(() => Transport.ConnectAsync(endpoint, Settings).Soon());

        Assert.StartsWith($"cannot connect to {endpoint} with transport '{Transport.Name}': {RefusedCause}", e.Message);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public async Task Unbind_ends_a_waiting_accept_and_frees_the_endpoint()
    {
        var accepting = _listener.AcceptAsync().AsTask();

        await _listener.UnbindAsync().Soon();
        await _listener.UnbindAsync().Soon();

        Assert.Null(await accepting.Soon());
        Assert.Null(await _listener.AcceptAsync().Soon());
        await (await Transport.BindAsync(_listener.LocalEndPoint, Settings).Soon()).UnbindAsync().Soon();
    }

    [Fact]
    public async Task A_connection_outlives_its_listener()
    {
        var (client, server) = await Connect();

        await _listener.UnbindAsync().Soon();

        await client.Send("still");
        Assert.Equal("still", await server.Receive(5));
        await server.Send("here");
        Assert.Equal("here", await client.Receive(4));
    }

    [Fact]
    public async Task An_endpoint_that_was_unbound_with_a_connection_open_turns_newcomers_away()
    {
        var (client, server) = await Connect();

        await _listener.UnbindAsync().Soon();

        await ExpectTurnedAway(_listener.LocalEndPoint);
        await client.Send("still");
        Assert.Equal("still", await server.Receive(5));
    }

    [Fact]
    public async Task An_endpoint_that_was_unbound_with_a_connection_open_can_be_bound_again_at_once()
    {
        var (oldClient, oldServer) = await Connect();
        var endpoint = _listener.LocalEndPoint;
        for (var i = 0; i < 3; i++)
        {
            await _listener.UnbindAsync().Soon();
            _listener = await Transport.BindAsync(endpoint, Settings).Soon();
            Assert.Equal(endpoint, _listener.LocalEndPoint);

            var (client, server) = await Connect();
            await client.Send("new");
            Assert.Equal("new", await server.Receive(3));
        }

        await oldClient.Send("old");
        Assert.Equal("old", await oldServer.Receive(3));
    }

    [Fact]
    public async Task An_endpoint_is_free_for_everybody_when_its_last_connection_has_ended()
    {
        if (Transport.Name == "memory") return; // its endpoints are nobody else's

        var (client, server) = await Connect();
        await _listener.UnbindAsync().Soon();
        client.Abort();
        server.Abort();

        await TransportProbe.Eventually(() =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(_listener.LocalEndPoint);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task As_many_as_the_backlog_says_wait_and_are_all_served_two_at_a_time()
    {
        var clients = Enumerable.Range(0, Settings.Backlog).Select(Ask).ToArray();
        var serving = Task.WhenAll(Serve(clients.Length / 2), Serve(clients.Length / 2));

        Assert.Equal(Enumerable.Range(0, clients.Length).Select(i => $"{i:00} is served"), await Task.WhenAll(clients).Soon());
        await serving.Soon();

        async Task<string> Ask(int number)
        {
            var connection = await Transport.ConnectAsync(_listener.LocalEndPoint, Settings);
            await connection.Send($"{number:00}");
            return await connection.ReceiveToEnd();
        }

        async Task Serve(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var connection = await Accept();
                await connection.Send($"{await connection.Receive(2)} is served");
                await connection.ShutdownAsync().Soon();
            }
        }
    }

    [Fact]
    public async Task Connections_that_wait_when_their_listener_is_unbound_are_served()
    {
        ITransportConnection[] clients = [await Transport.ConnectAsync(_listener.LocalEndPoint, Settings).Soon(), await Transport.ConnectAsync(_listener.LocalEndPoint, Settings).Soon()];
        _opened.AddRange(clients);
        await UntilWaiting(_listener, clients.Length);

        await _listener.UnbindAsync().Soon();

        foreach (var _ in clients) await (await Accept()).Send("served");
        foreach (var client in clients) Assert.Equal("served", await client.Receive(6));
        Assert.Null(await _listener.AcceptAsync().Soon());
    }

    [Fact]
    public async Task Connections_that_came_before_anybody_accepted_are_all_accepted()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Transport.ConnectAsync(_listener.LocalEndPoint, Settings))).Soon();
        _opened.AddRange(clients);

        List<ITransportConnection> accepted = [];
        while (accepted.Count < clients.Length)
            accepted.Add((await _listener.AcceptAsync().AsTask().Soon())!);
        _opened.AddRange(accepted);

        Assert.Equal(
            clients.Select(client => $"{client.LocalEndPoint}").Order(StringComparer.Ordinal),
            accepted.Select(server => $"{server.RemoteEndPoint}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_accept_loses_no_connection()
    {
        using var cancellation = new CancellationTokenSource();
        var accepting = _listener.AcceptAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.Soon());

        await Octets_go_both_ways();
    }

    [Fact]
    public async Task A_name_can_be_bound_and_connected_to()
    {
        if (Transport.Name == "memory") return; // no names inside the process

        var listener = await Transport.BindAsync(new DnsEndPoint("localhost", 0), Settings).Soon();
        var port = ((IPEndPoint)listener.LocalEndPoint).Port;
        var connecting = Transport.ConnectAsync(new DnsEndPoint("localhost", port), Settings).Soon();

        _opened.Add((await listener.AcceptAsync().Soon())!);
        _opened.Add(await connecting);
        await listener.UnbindAsync().Soon();
    }

    [Fact]
    public async Task Five_hundred_connections_that_come_and_go_leave_no_handle()
    {
        await ComeAndGo(20);
        var before = TransportProbe.OpenHandles();

        await ComeAndGo(500);

        await TransportProbe.Eventually(() => TransportProbe.OpenHandles() <= before + 100); // other tests run beside this one
    }

    // An accept has one user at a time.
    private async Task<ITransportConnection> Accept()
    {
        await _accepting.WaitAsync();
        try
        {
            var connection = (await _listener.AcceptAsync().Soon())!;
            _opened.Add(connection);
            return connection;
        }
        finally
        {
            _accepting.Release();
        }
    }

    protected async Task<(ITransportConnection Client, ITransportConnection Server)> Connect()
    {
        var connecting = Transport.ConnectAsync(_listener.LocalEndPoint, Settings).Soon();
        var server = await _listener.AcceptAsync().Soon();
        var client = await connecting;
        _opened.AddRange([client, server!]);
        return (client, server!);
    }

    private static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    // Every third ends politely, every third by the client's reset, every third by the server's.
    private async Task ComeAndGo(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (client, server) = await Connect();
            _opened.Clear();
            if (i % 3 == 0) await Task.WhenAll(client.ShutdownAsync().Soon(), server.ShutdownAsync().Soon());
            if (i % 3 == 1) await client.Send("x");
            var (first, second) = i % 3 == 2 ? (server, client) : (client, server);
            first.Abort();
            second.Abort();
        }
    }
}
