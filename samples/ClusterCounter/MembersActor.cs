using Akka.Actor;
using Akka.Cluster;

namespace AkkaH2.ClusterCounter;

/// <summary>Says how many members are up, whenever that changes.</summary>
internal sealed class MembersActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private int _up;

    public MembersActor() => Receive<ClusterEvent.IMemberEvent>(_ =>
    {
        var up = _cluster.State.Members.Count(member => member.Status == MemberStatus.Up);
        if (up != _up)
            Console.WriteLine($"up: {_up = up} members");
    });

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
