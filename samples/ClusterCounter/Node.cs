using System.Net;
using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using AkkaH2.Cluster;
using AkkaH2.Endpoints;

namespace AkkaH2.ClusterCounter;

/// <summary>One node: joins, serves until SIGTERM or Ctrl-C, and leaves.</summary>
internal static class Node
{
    // As long as it likes, and as slowly.
    private static readonly RouteOptions Upload = new() { MaxRequestBodySize = BodyLimit.Unlimited, ReplyTimeout = Timeout.InfiniteTimeSpan };

    public static async Task<int> RunAsync(int port, int remotePort, IPEndPoint? seed)
    {
        var config = ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {remotePort}")
            .WithFallback(ConfigurationFactory.FromResource("cluster.conf", Assembly.GetExecutingAssembly()))
            .WithFallback(Http2.DefaultConfig);
        using var system = ActorSystem.Create("counter", config);
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(seed is null ? cluster.SelfAddress : new Address("akka.tcp", "counter", seed.Address.ToString(), seed.Port));
        Console.WriteLine($"node {cluster.SelfAddress.Host}:{cluster.SelfAddress.Port}");
        system.ActorOf(Props.Create(() => new MembersActor()), "members");

        var counters = await ClusterSharding.Get(system).StartAsync("counter", _ => Props.Create(() => new CounterActor()), ClusterShardingSettings.Create(system), ShardRequests.By("id"));
        var server = await system.Http2().BindAsync("127.0.0.1", port, endpoints => endpoints
            .MapShard("GET", "/counter/{id}", counters)
            .MapShard("GET", "/peek/{id}", counters)
            .MapShard("GET", "/where/{id}", counters)
            .MapShard("GET", "/bytes/{id}/{n}", counters)
            .MapShard("POST", "/upload/{id}", counters, new ShardOptions { Route = Upload })
            .MapClusterReadiness("/ready", system)
            .Map("GET", "/alive", _ => Response.Text("alive"))
            .Map("GET", "/members", _ => Response.Text(string.Concat(cluster.State.Members.Select(member => $"{member.Address} {member.Status}\n")))));

        var ended = server.RunUntilLeavingAsync(system);
        Console.WriteLine($"listening on {server.Urls[0]}");
        await ended;
        return 0;
    }
}
