using System.Net;
using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using AkkaH2.Cluster;
using AkkaH2.Endpoints;

namespace AkkaH2.ClusterCounter;

/// <summary>One node: joins, serves until SIGTERM or Ctrl-C, and leaves.</summary>
internal static class Node
{
    // A node that leaves or joins moves shards, and the oldest one their coordinator too: that takes a few seconds. Less than reply-timeout.
    private static readonly ShardOptions Patient = new() { WaitForShard = TimeSpan.FromSeconds(3) };

    // As long as it likes.
    private static readonly RouteOptions Upload = new() { MaxRequestBodySize = BodyLimit.Unlimited, ReplyTimeout = Timeout.InfiniteTimeSpan };

    public static async Task<int> RunAsync(int port, int remotePort, IPEndPoint? seed)
    {
        // The other nodes talk to this one's shards and DistributedData from when it joins: it has to know their serializers.
        var config = ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {remotePort}")
            .WithFallback(ConfigurationFactory.FromResource("cluster.conf", Assembly.GetExecutingAssembly()))
            .WithFallback(Http2.DefaultConfig)
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(DistributedData.DefaultConfig());
        using var system = ActorSystem.Create("counter", config);

        // SIGTERM shuts a system down that still starts, too (run-by-clr-shutdown-hook). Then JoinAsync never ends, and what else fails is no fault.
        var served = ServeAsync(system, port, seed);
        await Task.WhenAny(served, system.WhenTerminated);
        if (served.IsFaulted && CoordinatedShutdown.Get(system).ShutdownReason is null)
            await served;
        await system.WhenTerminated;
        return 0;
    }

    private static async Task ServeAsync(ActorSystem system, int port, IPEndPoint? seed)
    {
        // Counters answer from memory: on the dispatcher of the connections they do so in the turn of whoever asks.
        var counter = Props.Create(() => new CounterActor()).WithDispatcher(system.Http2().Settings.Dispatcher);
        // Shards begin before the node joins: a coordinator waits for the DistributedData of every member.
        var counters = await ClusterSharding.Get(system).StartAsync("counter", _ => counter, ClusterShardingSettings.Create(system), ShardRequests.By("id"));
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(seed is null ? cluster.SelfAddress : new Address("akka.tcp", "counter", seed.Address.ToString(), seed.Port));
        Console.WriteLine($"node {cluster.SelfAddress.Host}:{cluster.SelfAddress.Port}");
        system.ActorOf(Props.Create(() => new MembersActor()), "members");
        var server = await system.Http2().BindAsync("127.0.0.1", port, endpoints => endpoints
            .MapShard("GET", "/counter/{id}", counters, Patient)
            .MapShard("GET", "/peek/{id}", counters, Patient)
            .MapShard("GET", "/where/{id}", counters, Patient)
            .MapShard("GET", "/bytes/{id}/{n}", counters, Patient)
            .MapShard("POST", "/upload/{id}", counters, Patient with { Route = Upload })
            .MapClusterReadiness("/ready", system)
            .Map("GET", "/alive", _ => Response.Text("alive"))
            .Map("GET", "/members", _ => Response.Text(string.Concat(cluster.State.Members.Select(member => $"{member.Address} {member.Status}\n")))));

        var ended = server.RunUntilLeavingAsync(system);
        Console.WriteLine($"listening on {server.Urls[0]}");
        await ended;
    }
}
