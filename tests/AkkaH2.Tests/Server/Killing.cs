using Akka.Actor;
using AkkaH2.Diagnostics;

namespace AkkaH2.Tests.Server;

/// <summary>Connections that are lost at a moment that the test chooses.</summary>
internal static class Killing
{
    /// <summary>Cuts off the one connection that is open; done when nothing of it is left.</summary>
    public static async Task KillConnectionAsync(this ActorSystem system, TimeSpan deadline)
    {
        using var ended = Inbox.Create(system);
        system.EventStream.Subscribe(ended.Receiver, typeof(ConnectionEnded));
        system.ActorSelection("/system/http2/listener-*/accepting-*/connection-*").Tell(KillConnection.Instance, ActorRefs.NoSender);
        Assert.IsType<ConnectionEnded>(await ended.ReceiveAsync(deadline));
    }
}
