using System.Net;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Answers that take their time: they arrive piece by piece and hold up nobody.</summary>
public abstract class TimingTests(InteropServer server)
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_slow_answer_holds_up_no_other_on_its_connection()
    {
        using var client = new Client(server.Address);
        using var giveUp = new CancellationTokenSource();
        var slow = client.SendAsync("GET", "/slow/600000", cancel: giveUp.Token);

        for (var i = 0; i < 20; i++)
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));

        Assert.False(slow.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_slow_answer_comes_in_the_end()
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync("GET", "/slow/50");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Slow_answers_wait_side_by_side()
    {
        using var client = new Client(server.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 90).Select(_ => client.SendAsync("GET", "/slow/200")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_drip_is_n_chunks()
    {
        using var client = new Client(server.Address);

        var body = await client.GetStringAsync("/drip/5/10");

        Assert.Equal("drip 1\ndrip 2\ndrip 3\ndrip 4\ndrip 5\n", body);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_first_drip_is_there_long_before_the_last()
    {
        using var client = new Client(server.Address);
        using var answer = await client.SendAsync("GET", "/drip/1000000/1");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("drip 1", await lines.ReadLineAsync());
        Assert.Equal("drip 2", await lines.ReadLineAsync());
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class TimingOnAkkaIo(AkkaIoServer server) : TimingTests(server);

[Collection(OnSockets.Name)]
public sealed class TimingOnSockets(SocketsServer server) : TimingTests(server);
