using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Tests.Server;

namespace AkkaH2.Tests.Remoting;

/// <summary>A server, and another node beside it: here another actor system, over Akka.Remote.</summary>
/// <param name="more">HOCON for both nodes.</param>
public abstract class TwoNodesTest(string more = "") : ServerTest
{
    protected ActorSystem Other { get; private set; } = null!;

    protected sealed override string Hocon => $$"""
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka { loglevel = OFF, stdout-loglevel = OFF }
        {{more}}
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Other = ActorSystem.Create("other", ConfigurationFactory.ParseString(Hocon).WithFallback(Http2.DefaultConfig));
    }

    public override async Task DisposeAsync()
    {
        await Other.Terminate().WaitAsync(Deadline);
        await base.DisposeAsync();
    }

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>An actor of the other node, as the server's node knows it.</summary>
    protected async Task<IActorRef> Elsewhere(Props props)
    {
        var actor = Other.ActorOf(props);
        return await System.ActorSelection(actor.Path.ToStringWithAddress(AddressOf(Other))).ResolveOne(Deadline);
    }
}
