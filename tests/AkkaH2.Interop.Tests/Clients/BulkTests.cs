using System.Text;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Bodies of every size, both ways; large ones pass through a server whose memory stays as it is.</summary>
public abstract class BulkTests(InteropServer server)
{
    private const int Mebi = 1 << 20;
    private const int Large = 100 * Mebi;

    /// <summary>Far below the body, far above what the collector lets lie for a while.</summary>
    private const int FlatWithin = 60 * Mebi;

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task A_download_has_the_length_asked_for(int octets)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync("GET", $"/bytes/{octets}");

        Assert.Equal(octets, await DrainAsync(answer));
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task An_upload_is_counted(int octets)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync("POST", "/upload", GeneratedContent.Of(octets));

        Assert.Equal($"{octets}", await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_hundred_mebibytes_go_down_and_the_servers_memory_stays_flat()
    {
        using var client = new Client(server.Address);
        var memory = new MemoryWatch(server.Process);
        await DrainAsync(await client.SendAsync("GET", $"/bytes/{20 * Mebi}"));
        memory.Begin();

        using var answer = await client.SendAsync("GET", $"/bytes/{Large}");

        Assert.Equal(Large, await DrainAsync(answer, memory.Look));
        Assert.InRange(memory.Growth, long.MinValue, FlatWithin);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_hundred_mebibytes_go_up_and_the_servers_memory_stays_flat()
    {
        using var client = new Client(server.Address);
        var memory = new MemoryWatch(server.Process);
        await client.SendAsync("POST", "/upload", GeneratedContent.Of(20 * Mebi));
        memory.Begin();

        using var answer = await client.SendAsync("POST", "/upload", GeneratedContent.Of(Large, memory.Look));

        Assert.Equal($"{Large}", await answer.Content.ReadAsStringAsync());
        Assert.InRange(memory.Growth, long.MinValue, FlatWithin);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_hundred_mebibytes_are_echoed_while_they_come()
    {
        using var client = new Client(server.Address);
        var memory = new MemoryWatch(server.Process);
        memory.Begin();

        using var answer = await client.SendAsync("POST", "/echo", GeneratedContent.Of(Large));

        Assert.Equal(Large, await DrainAsync(answer, memory.Look));
        Assert.InRange(memory.Growth, long.MinValue, FlatWithin);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_download_that_nobody_reads_does_not_fill_the_server()
    {
        using var client = new Client(server.Address);
        using var unread = await client.SendAsync("GET", $"/bytes/{Large}");
        var memory = new MemoryWatch(server.Process);
        memory.Begin();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
            memory.Look();
        }

        Assert.InRange(memory.Growth, long.MinValue, FlatWithin);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Echo_answers_each_line_before_it_gets_the_next()
    {
        using var client = new Client(server.Address);
        var answered = new SemaphoreSlim(0);
        using var answer = await client.SendAsync("POST", "/echo", new GeneratedContent(async body =>
        {
            for (var line = 0; line < 50; line++)
            {
                await body.WriteAsync(Encoding.ASCII.GetBytes($"line {line}\n"));
                await body.FlushAsync();
                Assert.True(await answered.WaitAsync(Deadlines.Answer), $"line {line} did not come back");
            }
        }));

        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var line = 0; line < 50; line++)
        {
            Assert.Equal($"line {line}", await lines.ReadLineAsync());
            answered.Release();
        }
        Assert.Null(await lines.ReadLineAsync());
    }

    private static async Task<long> DrainAsync(HttpResponseMessage answer, Action? afterBlock = null)
    {
        await using var body = await answer.Content.ReadAsStreamAsync();
        var block = new byte[1 << 16];
        long octets = 0;
        while (await body.ReadAsync(block) is > 0 and var read)
        {
            octets += read;
            afterBlock?.Invoke();
        }
        return octets;
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class BulkOnAkkaIo(AkkaIoServer server) : BulkTests(server);

[Collection(OnSockets.Name)]
public sealed class BulkOnSockets(SocketsServer server) : BulkTests(server);
