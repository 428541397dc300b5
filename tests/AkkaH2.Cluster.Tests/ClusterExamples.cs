using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Cluster.Sharding;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster.Tests;

/// <summary>The examples of docs/cluster.md.</summary>
public sealed partial class ClusterExamples : ClusterTest
{
    // All that the page configures: without one of it, RunUntilLeavingAsync would refuse to run.
    protected override string Hocon => string.Concat(Configuration().Matches(Page).Select(block => block.Groups["hocon"].Value));

    [Fact]
    public async Task Entities_as_endpoints()
    {
        var system = System;
        var region = await ClusterSharding.Get(system).StartAsync(
            "cart", id => Props.Create(() => new Cart()), ClusterShardingSettings.Create(system), ShardRequests.By("id"));
        var server = await system.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
            .MapShard("GET", "/carts/{id}", region)
            .MapShard("POST", "/carts/{id}/items", region));

        var client = ClientOf(server);
        Assert.Equal(201, (await client.SendAsync(Request.Post("/carts/7/items", "apples")).WaitAsync(Deadline)).Status);
        Assert.Equal(201, (await client.SendAsync(Request.Post("/carts/7/items", "pears")).WaitAsync(Deadline)).Status);
        Assert.Equal("apples, pears", await (await client.SendAsync(Request.Get("/carts/7")).WaitAsync(Deadline)).Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task Messages_of_its_own()
    {
        var region = await ClusterSharding.Get(System).StartAsync(
            "stock", id => Props.Create(() => new Stock()), ClusterShardingSettings.Create(System), new StockMessages());
        await using var server = await System.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
            .MapShard("GET", "/stock/{article}", region, new ShardOptions
            {
                Route = new RouteOptions
                {
                    Messages = ActorMessages
                        .From(request => new HowMany(request.Route["article"]))
                        .To((InStock stock) => Response.Text($"{stock.Pieces}")),
                },
            }));

        Assert.Equal("3", await (await ClientOf(server).SendAsync(Request.Get("/stock/pears")).WaitAsync(Deadline)).Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task A_node_that_leaves()
    {
        var system = System;
        var server = await Bind(e => e.MapClusterReadiness("/ready", system));
        var served = ServeAsync();
        Assert.Equal(200, (await ClientOf(server).SendAsync(Request.Get("/ready")).WaitAsync(Deadline)).Status);
        await system.Terminate().WaitAsync(Deadline);
        await served.WaitAsync(Deadline);

        async Task ServeAsync()
        {
            await server.RunUntilLeavingAsync(system);
        }
    }

    [Fact]
    public void Each_of_them_stands_here()
    {
        var here = Squeezed(File.ReadAllText(ThisFile()));
        var examples = Blocks().Matches(Page).Select(block => Squeezed(block.Groups["csharp"].Value)).ToArray();
        Assert.Equal(4, examples.Length);
        Assert.All(examples, example => Assert.Contains(example, here));
    }

    private static string Page => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "cluster.md"));

    private static string Squeezed(string text) => Space().Replace(text, "");

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```csharp\n(?<csharp>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("```hocon\n(?<hocon>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Configuration();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private sealed class Cart : ReceiveActor
    {
        private readonly List<string> _items = [];

        public Cart()
        {
            Receive<Request>(request => request.Method == "GET", _ => Sender.Tell(Response.Text(string.Join(", ", _items))));
            Receive<Request>(request => request.Body.ReadTextAsync(limit: 100).PipeTo(Self, Sender));
            Receive<string>(item =>
            {
                _items.Add(item);
                Sender.Tell(Response.Empty(201));
            });
        }
    }

    private sealed class Stock : ReceiveActor
    {
        public Stock() => Receive<HowMany>(_ => Sender.Tell(new InStock(3)));
    }

    private sealed class StockMessages() : HashCodeMessageExtractor(100)
    {
        public override string EntityId(object message) => ((HowMany)message).Article;
    }

    private sealed record HowMany(string Article);

    private sealed record InStock(int Pieces);
}
