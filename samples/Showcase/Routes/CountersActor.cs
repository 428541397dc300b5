using System.Globalization;
using Akka.Actor;

namespace AkkaH2.Showcase.Routes;

/// <summary>One counter actor per id, on this one's dispatcher. The request is forwarded, so the counter replies to the stream itself.</summary>
internal sealed class CountersActor : ReceiveActor
{
    public CountersActor() => Receive<Request>(request => Counter(request.Route["id"]).Forward(request));

    private static IActorRef Counter(string id)
    {
        var name = Uri.EscapeDataString(id);
        return Context.Child(name) is { } known && !known.IsNobody() ? known : Context.ActorOf(CounterActor.Props.WithDispatcher(Context.Props.Dispatcher), name);
    }
}

/// <summary>Counts the requests it gets, and replies the count.</summary>
internal sealed class CounterActor : ReceiveActor
{
    public static readonly Props Props = Props.Create(() => new CounterActor());

    private long _count;

    public CounterActor() => Receive<Request>(_ => Sender.Tell(Response.Text((++_count).ToString(CultureInfo.InvariantCulture))));
}
