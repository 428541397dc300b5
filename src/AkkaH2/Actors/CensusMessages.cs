using Akka.Actor;
using AkkaH2.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>To the guardian: count the connections of these listeners and clients, or of all. Answered with <see cref="ConnectionsSnapshot"/>.</summary>
internal sealed record TakeCensus(ConnectionQuery Query, IReadOnlyCollection<IActorRef>? Of) : ILocalMessage;

/// <summary>Census → listener or client: how are you, and which are your connections? Answered with <see cref="Branch"/>.</summary>
internal sealed class ListBranch : ILocalMessage
{
    public static readonly ListBranch Instance = new();
}

/// <summary>Listener or client → census.</summary>
/// <param name="Of">The binding or the client.</param>
/// <param name="Listener">Set if it is a listener.</param>
/// <param name="Client">Set if it is a client.</param>
/// <param name="Connections">The actors of its connections.</param>
internal sealed record Branch(IActorRef Of, ListenerSnapshot? Listener, ClientSnapshot? Client, IReadOnlyCollection<IActorRef> Connections) : ILocalMessage
{
    /// <summary>What its connections had done that are gone.</summary>
    public TrafficTotals Ended => Listener?.Ended ?? Client!.Ended;
}
