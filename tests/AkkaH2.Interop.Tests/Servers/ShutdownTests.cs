using System.Net;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>SIGTERM: what is under way is finished, then the process ends with 0.</summary>
public abstract class ShutdownTests(InteropServer server)
{
    [ToolFact("kill")]
    public async Task SIGTERM_ends_an_idle_server_with_exit_code_0()
    {
        await using var another = await server.StartAnotherAsync();
        using var client = new Client(another.Address);
        await client.GetStringAsync("/");

        Assert.Equal(0, await another.TerminateAsync(Deadlines.Answer));
    }

    [ToolFact("kill")]
    public async Task SIGTERM_lets_an_open_stream_finish()
    {
        await using var another = await server.StartAnotherAsync();
        using var client = new Client(another.Address);
        using var answer = await client.SendAsync("GET", "/drip/20/100");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await lines.ReadLineAsync();

        var exit = another.TerminateAsync(Deadlines.Answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith("drip 20\n", await lines.ReadToEndAsync());
        Assert.Equal(0, await exit);
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class ShutdownOnAkkaIo(AkkaIoServer server) : ShutdownTests(server);

[Collection(OnSockets.Name)]
public sealed class ShutdownOnSockets(SocketsServer server) : ShutdownTests(server);
