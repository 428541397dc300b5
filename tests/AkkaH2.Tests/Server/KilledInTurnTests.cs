using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Client;

namespace AkkaH2.Tests.Server;

/// <summary>What serves is killed piece by piece under load: only documented answers come, and afterwards all is well again (docs/supervision.md).</summary>
public abstract class KilledInTurnTests(string transport) : ServerTest(transport)
{
    private const int Workers = 8;

    private ActorSystem _clients = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _clients = ActorSystem.Create("clients", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }\nakka.h2.client.back-off-min = 10ms").WithFallback(Http2.DefaultConfig));
    }

    public override async Task DisposeAsync()
    {
        await _clients.Terminate().WaitAsync(Deadline);
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("/user/http2-endpoint-*/actors/*")] // an actor of a key
    [InlineData("/user/http2-endpoint-*/actors")]
    [InlineData("/system/http2/listener-*/accepting-*/connection-*/stream-*")]
    [InlineData("/system/http2/listener-*/accepting-*/connection-*")]
    [InlineData("/system/http2/listener-*/accepting-*")]
    public async Task Whatever_is_killed_is_answered_as_documented_and_serves_again(string path)
    {
        var statuses = await StatusesWhile(() => System.ActorSelection(path).Tell(Kill.Instance));
        Assert.Contains(200, statuses);
        Assert.Subset(new HashSet<int> { 200, 500, 503, 0 }, statuses);
    }

    /// <summary>It has no supervisor of ours, and nobody makes it anew.</summary>
    [Fact]
    public async Task Without_the_supervisor_of_its_actors_a_route_is_answered_with_503_at_once()
    {
        var server = await Bind(e => e.MapActorPerKey("GET", "/{key}", _ => Props.Create(() => new Counting())));
        var client = _clients.Http2().Client($"http://{server.LocalEndPoint}");
        Assert.Equal(200, await Status(client, "/a"));
        System.ActorSelection("/user/http2-endpoint-*").Tell(Kill.Instance);
        while (await Status(client, "/b") != 503)
            TestDeadline.ThrowIfCancellationRequested();
        Assert.Equal(503, await Status(client, "/c"));
    }

    /// <summary>Under load, five times; each time it serves well before and after.</summary>
    private protected async Task<HashSet<int>> StatusesWhile(Action kill)
    {
        var server = await Bind(e => e.MapActorPerKey("GET", "/{key}", _ => Props.Create(() => new Counting())));
        var client = _clients.Http2().Client($"http://{server.LocalEndPoint}");
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Workers).Select(worker => Load(client, $"/{worker % 3}", stop.Token)).ToList();
        for (var times = 0; times < 5; times++)
        {
            await Serves(client);
            kill();
        }

        await Serves(client);
        await stop.CancelAsync();
        return (await Task.WhenAll(load).WaitAsync(Deadline)).SelectMany(seen => seen).ToHashSet();
    }

    private async Task Serves(Http2Client client)
    {
        for (var well = 0; well < 20; TestDeadline.ThrowIfCancellationRequested())
            well = await Status(client, "/well") == 200 ? well + 1 : 0;
    }

    private async Task<HashSet<int>> Load(Http2Client client, string target, CancellationToken stop)
    {
        var seen = new HashSet<int>();
        while (!stop.IsCancellationRequested && !TestDeadline.IsCancellationRequested)
            seen.Add(await Status(client, target));
        return seen;
    }

    // 0 where the connection was lost.
    private async Task<int> Status(Http2Client client, string target)
    {
        try
        {
            using var response = await client.SendAsync(Request.Get(target), new CallOptions { HeadTimeout = Deadline }, TestDeadline);
            await response.Body.ReadToEndAsync(1_000, TestDeadline);
            return response.Status;
        }
        catch (Exception lost) when (lost is Http2ClientException { TimedOut: null } or IOException)
        {
            return 0;
        }
    }

    private sealed class Counting : ReceiveActor
    {
        private int _count;

        public Counting() => Receive<Request>(_ => Sender.Tell(Response.Text($"{++_count}")));
    }
}

public sealed class KilledInTurnOnSocketsTests() : KilledInTurnTests("sockets");

/// <summary>Its listeners and connections are actors too.</summary>
public sealed class KilledInTurnOnAkkaIoTests() : KilledInTurnTests("akka-io")
{
    [Fact]
    public async Task The_transport_is_killed_which_only_loses_connections()
    {
        var statuses = await StatusesWhile(() => System.ActorSelection("/system/akka-h2-io-*/*").Tell(Kill.Instance));
        Assert.Contains(0, statuses);
        Assert.Subset(new HashSet<int> { 200, 0 }, statuses);
    }
}
