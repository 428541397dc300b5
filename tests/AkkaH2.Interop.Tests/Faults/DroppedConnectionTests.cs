namespace AkkaH2.Interop.Tests.Faults;

/// <summary>Connections that vanish in the middle of a request leave nothing behind.</summary>
public abstract class DroppedConnectionTests(InteropServer server)
{
    private const int Dropped = 500;
    private const int AtOnce = 50;
    private const int RoundsMore = 4;

    /// <summary>What 2,000 connections may leave in the heap: 2 KiB each would be seen, and an idle connection holds several times that.</summary>
    private const int MemoryWithin = 4 << 20;

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Five_hundred_connections_dropped_in_the_middle_of_a_request_leave_no_socket_and_no_memory()
    {
        var (openSockets, errors) = (server.Process.OpenSockets, server.Process.ErrorsLogged);
        await DropAll();
        await UntilOpenSocketsAreAtMost(openSockets);
        var memory = await HeapProbe.MeasureAsync(server.Process.Id);

        for (var round = 0; round < RoundsMore; round++)
        {
            await DropAll();
            await UntilOpenSocketsAreAtMost(openSockets);
        }

        await UntilHeapIsAtMost(memory + MemoryWithin);
        Assert.True(errors == server.Process.ErrorsLogged, server.Process.Output);
    }

    private async Task DropAll()
    {
        foreach (var batch in Enumerable.Range(0, Dropped).Chunk(AtOnce))
            await Task.WhenAll(batch.Select(DropOne));
    }

    /// <summary>An upload, a slow answer and a download are under way when the connection goes, half of them with RST, half with FIN.</summary>
    private async Task DropOne(int number)
    {
        using var connection = await RawConnection.OpenAsync(server.Address);
        await connection.SendAsync(
            RawConnection.Preface,
            RawConnection.Request(1, "POST", "/upload", RawConnection.EndHeaders),
            RawConnection.Frame(RawConnection.Data, 0, 1, new byte[5000]),
            RawConnection.Request(3, "GET", "/slow/600000", RawConnection.EndHeaders | RawConnection.EndStream),
            RawConnection.Request(5, "GET", "/bytes/1000000", RawConnection.EndHeaders | RawConnection.EndStream),
            RawConnection.Frame(RawConnection.Headers, 0, 7, [0x82]));
        await connection.HearAsync();
        connection.Drop(reset: number % 2 == 0);
    }

    /// <summary>A connection's actors may take a while to stop after its socket was closed.</summary>
    private async Task UntilHeapIsAtMost(long limit)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Answer);
        while (await HeapProbe.MeasureAsync(server.Process.Id) is var heap && heap > limit)
            Assert.False(deadline.IsCancellationRequested, $"{heap} octets are live after a collection, more than {limit}");
    }

    /// <summary>Asks the server for an answer again and again, which shows at once that it still gives one.</summary>
    private async Task UntilOpenSocketsAreAtMost(int limit)
    {
        using var client = new Client(server.Address);
        using var deadline = new CancellationTokenSource(Deadlines.Answer);
        while (server.Process.OpenSockets > limit + 1) // one is this client's own
        {
            Assert.False(deadline.IsCancellationRequested, $"{server.Process.OpenSockets} sockets are open, more than {limit}");
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class DroppedConnectionsOnAkkaIo(AkkaIoServer server) : DroppedConnectionTests(server);

[Collection(OnSockets.Name)]
public sealed class DroppedConnectionsOnSockets(SocketsServer server) : DroppedConnectionTests(server);
