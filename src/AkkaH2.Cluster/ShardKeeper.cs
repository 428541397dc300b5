using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace AkkaH2.Cluster;

/// <summary>
/// Looks after the requests of a route to sharded entities, ten times a second. One that ends as a dead letter has reached no entity: it is told again, until
/// the shard is somewhere else or its time is over. When a node is lost, the requests that it had are silent. All that may be
/// done twice are told again, wherever they are: when the connection to the node breaks, or when the node is removed. Those that may not, and that the node has said to
/// have, are answered with 502 then.
/// </summary>
internal sealed class ShardKeeper : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ShardTarget _target;

    public ShardKeeper(ShardTarget target) => _target = target;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Interval);
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick: _target.Look(Interval); break;
            case DisassociatedEvent lost: _target.OnNodeLost(lost.RemoteAddress); break;
            case ClusterEvent.MemberRemoved { Member: var member }: _target.OnNodeLost(member.Address); break;
            case ClusterEvent.CurrentClusterState: break; // the first event of a subscription
            default: Unhandled(message); break;
        }
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
