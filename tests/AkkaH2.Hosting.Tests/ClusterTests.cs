using System.Net;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using AkkaH2.Cluster;
using AkkaH2.Server;
using Microsoft.Extensions.Hosting;

namespace AkkaH2.Hosting.Tests;

/// <summary>A host whose node becomes a member later, or never.</summary>
public sealed class ClusterTests : HostTest
{
    [Fact]
    public async Task The_host_starts_before_its_node_is_up_and_is_ready_when_it_is()
    {
        var host = await StartNode();
        Assert.Equal("here", await Get(Server(host), "/"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(Server(host), "/ready"));

        var cluster = Akka.Cluster.Cluster.Get(System(host));
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Deadline);

        await Eventually(async () => await Status(Server(host), "/ready") == HttpStatusCode.OK, "the server is ready");
        Assert.Equal("cart 7", await Get(Server(host), "/carts/7"));
    }

    [Fact]
    public async Task A_node_that_leaves_is_not_ready_and_ends_in_order()
    {
        var host = await StartNode();
        var cluster = Akka.Cluster.Cluster.Get(System(host));
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Deadline);
        Assert.Equal("cart 7", await Get(Server(host), "/carts/7"));
        var server = Server(host);

        await host.StopAsync().WaitAsync(Deadline);

        Assert.False(server.IsAccepting);
        Assert.True(cluster.IsTerminated);
    }

    private Task<IHost> StartNode() => Start(akka => akka
        .AddHocon(
            """
            akka.actor.provider = cluster
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            akka.cluster.sharding.state-store-mode = ddata
            akka.cluster.sharding.distributed-data.durable.keys = []
            """,
            HoconAddMode.Append)
        .WithActors(async (system, registry) => registry.Register<Cart>(await ClusterSharding.Get(system)
            .StartAsync("cart", _ => Props.Create(() => new Cart()), ClusterShardingSettings.Create(system), ShardRequests.By("id"))))
        .WithHttp2((http, registry, _) => http
            .Listen("127.0.0.1", 0)
            .Map("GET", "/", x => x.Respond("here"))
            .MapShard("/carts/{id}", registry.Get<Cart>())
            .MapClusterReadiness("/ready", http.System)));

    private async Task<HttpStatusCode> Status(ServerBinding server, string path)
    {
        using var response = await Client.GetAsync(server.Urls[0] + path);
        return response.StatusCode;
    }

    private sealed class Cart : ReceiveActor
    {
        public Cart() => Receive<Request>(request => Sender.Tell(Response.Text($"cart {request.Route["id"]}")));
    }
}
