using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster;

/// <summary>
/// A shard region as the actor of a route. It is told at once, and the reply goes past everything here: the open requests are looked at only
/// by <see cref="ShardKeeper"/>, which tells them again.
/// </summary>
internal sealed class ShardTarget(IActorRef region, TimeSpan wait) : ActorTarget
{
    private static readonly Response Moving = Response.Text("The shard of this resource is moving.", 503).With("retry-after", "1");

    private static readonly Response NodeLost = Response.Text("The node that had this request is lost. It may have been done.", 502);

    private readonly Askers _askers = new();

    private IEnumerable<(ReplyAddress Reply, ShardCall Call)> Open
    {
        get
        {
            foreach (var reply in _askers.Open)
            {
                if (reply.Endpoint.Target == this && reply.Kept is ShardCall call)
                    yield return (reply, call);
            }
        }
    }

    internal override IActorRef Begin(ActorSystem system, string name, string dispatcher) => system.ActorOf(Props.Create(() => new ShardKeeper(this)), name);

    internal override bool IsDirect => TakesAnyMessage(region);

    internal override void Tell(object message, ReplyAddress reply, ActorCall call)
    {
        call.Join(_askers);
        Tell(message, reply);
    }

    internal override bool TryTellDirectly(Request request, ReplyAddress reply)
    {
        Tell(request, reply);
        return true;
    }

    private void Tell(object message, ReplyAddress reply)
    {
        var kept = ShardCall.Of(message, reply.Open?.Request, reply.Ref);
        reply.Kept = kept;
        region.Tell(kept.Message, reply.Ref);
    }

    internal override bool TryAgain(ReplyAddress reply) => reply is { Open: not null, Kept: ShardCall call } && call.TryAgain();

    internal override void OnArrived(ReplyAddress reply, Address node)
    {
        if (reply.Kept is ShardCall call)
            call.Node = node;
    }

    /// <summary>A node is gone. What it had, and what may not be done twice, is answered.</summary>
    public void OnNodeLost(Address node)
    {
        foreach (var (reply, call) in Open)
        {
            call.OnNodeLost();
            if (!call.IsLost && node.Equals(call.Node))
                reply.AnswerIfOpen(NodeLost);
        }
    }

    /// <summary>
    /// Tells again what was lost, and answers what was lost for too long. A hand-off drops a message now and then without a dead letter, so
    /// what has no answer for as long is told again too, if it may be.
    /// </summary>
    public void Look(TimeSpan since)
    {
        foreach (var (reply, call) in Open)
        {
            call.Age += since;
            if (call.IsLost && call.Age > wait)
                reply.AnswerIfOpen(Moving);
            else if (call.IsLost || (call.Age > wait && call.MayRepeat()))
                TellAgain(call, reply);
        }
    }

    private void TellAgain(ShardCall call, ReplyAddress reply)
    {
        call.IsLost = false;
        region.Tell(call.Message, reply.Ref);
    }
}
