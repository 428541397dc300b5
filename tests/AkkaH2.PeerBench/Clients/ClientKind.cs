using Akka.Actor;
using AkkaH2.Client;

namespace AkkaH2.PeerBench.Clients;

/// <summary>A client that is compared: what the tables call it, and how one is made.</summary>
internal sealed record ClientKind(string Name, Func<Uri, IBenchClient> Create)
{
    /// <summary>The one that ratios are taken of.</summary>
    public const string Reference = "SocketsHttpHandler";

    /// <summary>Those of this house.</summary>
    public static IReadOnlyList<string> Ours { get; } = ["AkkaH2", "AkkaH2HttpHandler"];

    public static IReadOnlyList<ClientKind> All(ActorSystem system) =>
    [
        new(Ours[0], origin => new AkkaBenchClient(system, origin)),
        new(Ours[1], origin => new HandlerBenchClient(new AkkaH2HttpHandler(system, system.Http2().Settings.Client with { MaxConnections = 1 }), origin)),
        new(Reference, origin => new HandlerBenchClient(new SocketsHttpHandler(), origin)),
    ];
}
