using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ConnectionLimitTestsOnSockets() : ConnectionLimitTests("sockets");

public sealed class ConnectionLimitTestsOnAkkaIo() : ConnectionLimitTests("akka-io");

public sealed class ConnectionLimitTestsOverTlsOnSockets() : ConnectionLimitTests("sockets", tls: true);

public sealed class ConnectionLimitTestsOverTlsOnAkkaIo() : ConnectionLimitTests("akka-io", tls: true);

public sealed class ConnectionLimitTestsInMemory() : ConnectionLimitTests("memory");

/// <summary>The fate of clients above <c>akka.h2.max-connections</c>.</summary>
public abstract class ConnectionLimitTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private const int Limit = 2;

    private int _open;
    private int _most;

    protected override string Hocon => $"akka.h2.max-connections = {Limit}";

    [Fact]
    public async Task All_of_many_clients_are_served_in_the_end_and_no_more_than_the_limit_at_once()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => Visit())).WaitAsync(TestDeadline);

        Assert.All(answers, answer => Assert.Equal("ok", answer));
        Assert.InRange(_most, 1, Limit);

        async Task<string> Visit()
        {
            var peer = await ConnectRaw(server);
            peer.Deadline = TimeSpan.FromSeconds(60);
            await peer.Handshake();
            Enter();
            await peer.Send(Headers(1).Get("/").EndStream());
            var answer = (await peer.ExpectResponse(1)).Text;
            Interlocked.Decrement(ref _open);
            await peer.ShutdownSend();
            return answer;
        }
    }

    private void Enter()
    {
        var open = Interlocked.Increment(ref _open);
        for (var most = Volatile.Read(ref _most); open > most; most = Volatile.Read(ref _most))
            Interlocked.CompareExchange(ref _most, open, most);
    }
}
