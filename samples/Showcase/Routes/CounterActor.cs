using System.Globalization;
using Akka.Actor;

namespace AkkaH2.Showcase.Routes;

/// <summary>Counts the requests for one id, and replies the count.</summary>
internal sealed class CounterActor : ReceiveActor
{
    public static readonly Props Props = Props.Create(() => new CounterActor());

    private long _count;

    public CounterActor() => Receive<Request>(_ => Sender.Tell(Response.Text((++_count).ToString(CultureInfo.InvariantCulture))));
}
