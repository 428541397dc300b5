using System.Collections.Concurrent;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster;

/// <summary>
/// A shard region as the actor of a route. It is told by the StreamActor itself, and the reply goes past everything here: requests are kept only so that
/// <see cref="ShardKeeper"/> can tell them again.
/// </summary>
internal sealed class ShardTarget(IActorRef region, TimeSpan wait) : ActorTarget
{
    private static readonly Response Moving = Response.Text("The shard of this resource is moving.", 503).With("retry-after", "1");

    private static readonly Response NodeLost = Response.Text("The node that had this request is lost. It may have been done.", 502);

    private readonly ConcurrentDictionary<ReplyAddress, ShardCall> _calls = [];

    internal override IActorRef Begin(ActorSystem system, string name, string dispatcher) => system.ActorOf(Props.Create(() => new ShardKeeper(this)), name);

    internal override void Tell(object message, ReplyAddress reply, ActorCall call)
    {
        var kept = new ShardCall(Portable(message, reply), reply.Open?.Request);
        _calls[reply] = kept;
        region.Tell(kept.Message, reply.Ref);
    }

    internal override bool TryAgain(ReplyAddress reply) => _calls.TryGetValue(reply, out var call) && call.TryAgain();

    /// <summary>A node is gone. What it had, and what may not be done twice, is answered.</summary>
    public void OnNodeLost(Address node)
    {
        foreach (var (reply, call) in _calls)
        {
            call.OnNodeLost();
            if (!call.IsLost && node.Equals(reply.Node))
                reply.AnswerIfOpen(NodeLost);
        }
    }

    /// <summary>
    /// Forgets what is answered, and tells again what was lost; answers what was lost for too long. A hand-off drops a message now and then without a dead letter, so
    /// what has no answer for as long is told again too, if it may be.
    /// </summary>
    public void Look(TimeSpan since)
    {
        foreach (var (reply, call) in _calls)
        {
            call.Age += since;
            if (reply.Open is null)
                _calls.TryRemove(reply, out _);
            else if (call.IsLost && call.Age > wait)
                reply.AnswerIfOpen(Moving);
            else if (call.IsLost || (call.Age > wait && call.MayRepeat()))
                TellAgain(call, reply);
        }
    }

    // Only of a request that cannot simply be told again it has to be known where it is: the report is a message of its own.
    private static object Portable(object message, ReplyAddress reply) =>
        message is not Request request ? message : ShardCall.IsRepeatable(request) ? request.AsPortable() : request.AsPortable(reply.Ref);

    private void TellAgain(ShardCall call, ReplyAddress reply)
    {
        call.IsLost = false;
        region.Tell(call.Message, reply.Ref);
    }
}
