using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using AkkaH2.Cluster;

namespace AkkaH2.Showcase.Routes;

/// <summary>
/// The way to the sharded counters. Its first request starts a cluster of one node, in an actor system of its own, so that a showcase that nobody asks for
/// an entity does not pay for one; what comes meanwhile waits. Starting → Open.
/// </summary>
internal sealed class EntityGateway : ReceiveActor, IWithUnboundedStash
{
    public static readonly Props Props = Props.Create(() => new EntityGateway());

    private const string Configuration = """
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster.sharding.state-store-mode = ddata
          coordinated-shutdown { run-by-actor-system-terminate = off, run-by-clr-shutdown-hook = off } # nobody is left to hand over to
        }
        """;

    private ActorSystem? _node;

    public EntityGateway()
    {
        Receive<Request>(_ =>
        {
            Stash.Stash();
            _node = ActorSystem.Create("showcase-cluster", ConfigurationFactory.ParseString(Configuration));
            StartAsync(_node).PipeTo(Self);
            Become(Starting);
        });
    }

    public IStash Stash { get; set; } = null!;

    protected override void PostStop() => _node?.Terminate();

    private void Starting()
    {
        Receive<Request>(_ => Stash.Stash());
        Receive<IActorRef>(region =>
        {
            Become(() => Receive<Request>(region.Forward));
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure => throw new InvalidOperationException("The cluster of one node did not start.", failure.Cause));
    }

    private static async Task<IActorRef> StartAsync(ActorSystem node)
    {
        var cluster = Akka.Cluster.Cluster.Get(node);
        await cluster.JoinAsync(cluster.SelfAddress);
        return await ClusterSharding.Get(node).StartAsync("entity", _ => CounterActor.Props, ClusterShardingSettings.Create(node), ShardRequests.By("id"));
    }
}
