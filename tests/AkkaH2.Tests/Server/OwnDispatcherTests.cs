using Akka.Actor;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Endpoints that block, on a dispatcher of their own: all of its threads are taken, and everybody else is served.</summary>
public sealed class OwnDispatcherTests : ServerTest
{
    private const int Threads = 2;
    private const int Blocked = 20;

    private readonly ManualResetEventSlim _release = new();

    protected override string Hocon => $$"""
        blocking {
          type = ForkJoinDispatcher
          throughput = 1
          dedicated-thread-pool.thread-count = {{Threads}}
        }
        """;

    public override async Task DisposeAsync()
    {
        _release.Set();
        await base.DisposeAsync();
        _release.Dispose();
    }

    [Fact]
    public async Task While_more_requests_block_than_it_has_threads_others_are_answered()
    {
        using var entered = new SemaphoreSlim(0);
        Func<string> block = Block;
        var quick = System.ActorOf(Props.Create(() => new Answering(() => "quick")));
        var server = await Bind(e => e
            .MapActorPerKey("GET", "/block/{key}", _ => Props.Create(() => new Answering(block)).WithDispatcher("blocking"))
            .MapActor("/quick", quick)
            .Map("GET", "/function", x => x.Respond("function")));
        var peer = await Connect(server);
        for (var i = 0; i < Blocked; i++)
            await peer.Send(Headers(1 + (2 * i)).Get($"/block/{i}").EndStream());
        for (var i = 0; i < Threads; i++)
            Assert.True(await entered.WaitAsync(Deadline));

        var other = await Connect(server);
        for (var stream = 101; stream < 301; stream += 4)
        {
            foreach (var connection in new[] { peer, other })
            {
                await connection.Send(Headers(stream).Get("/quick").EndStream(), Headers(stream + 2).Get("/function").EndStream());
                Assert.Equal("quick", (await connection.ExpectResponse(stream)).Text);
                Assert.Equal("function", (await connection.ExpectResponse(stream + 2)).Text);
            }
        }

        Assert.Equal(0, entered.CurrentCount); // the rest waits for a thread
        _release.Set();
        for (var i = 0; i < Blocked; i++)
            Assert.Equal("blocked", (await peer.ExpectResponse(1 + (2 * i))).Text);

        string Block()
        {
            entered.Release();
            _release.Wait(TestDeadline);
            return "blocked";
        }
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(Func<string> answer) => Receive<Request>(_ => Sender.Tell(Response.Text(answer())));
    }
}
