using Akka.Actor;
using Akka.Cluster.Sharding;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster.Tests;

/// <summary>The examples of docs/cluster.md.</summary>
public sealed class ClusterExamples : ClusterTest
{
    [Fact]
    public async Task Entities_as_endpoints()
    {
        var region = await ClusterSharding.Get(System).StartAsync(
            "cart", id => Props.Create(() => new Cart()), ClusterShardingSettings.Create(System), ShardRequests.By("id"));
        await using var server = await System.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
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
