using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2;

/// <content>Requests that go to another node.</content>
public sealed partial class Request
{
    private IActorRef? _host;

    /// <summary>True if its body is handed over with it.</summary>
    internal bool IsPortable { get; private init; }

    /// <summary>
    /// The same request, which hands its body over to whichever actor gets it, also on another node. A short body that has come whole goes within the message
    /// (<c>akka.h2.remote.strict-body</c>). Any other one stays here and is read by reference: the other node's demand is the peer's credit. It is read once, by
    /// whoever begins.
    /// <para>
    /// A request without a body goes to other nodes as it is. One with a body that is not portable is refused by the serializer, and answered with 500: the body
    /// is one stream, and whoever sends the request to several actors, or reads it here too, would lose parts of it.
    /// </para>
    /// On another node <see cref="Aborted"/> says nothing: watch the sender of the request.
    /// </summary>
    public Request AsPortable() => new(_head, this) { Content = Content, SentTrailers = SentTrailers, IsPortable = true };

    /// <summary>The same as <see cref="AsPortable()"/>; each node that it comes to tells this actor so, by a <see cref="RequestArrived"/>.</summary>
    internal Request AsPortable(IActorRef reportTo) => new(_head, this) { Content = Content, SentTrailers = SentTrailers, IsPortable = true, ReportTo = reportTo };

    /// <summary>The actor that is told where it comes to; null if nobody wants to know.</summary>
    internal IActorRef? ReportTo { get; private init; }

    /// <summary>The actor that has its body for other nodes. It is the same one if the request is sent again.</summary>
    internal IActorRef Host(Func<IActorRef> start) => LazyInitializer.EnsureInitialized(ref _host, start);
}
