using Akka.Actor;
using Akka.Dispatch;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>To a connection or listener: take no more work, finish what is open, and stop.</summary>
internal sealed class Drain : ILocalMessage
{
    public static readonly Drain Instance = new();
}

/// <summary>Listener → connection: tell your peer these settings (RFC 9113 §6.5).</summary>
internal sealed record AnnounceSettings(IReadOnlyList<Setting> Settings) : ILocalMessage;

/// <summary>The request with which a connection that began as HTTP/1.1 goes on (RFC 7540 §3.2).</summary>
/// <param name="Settings">What the client would have said in SETTINGS.</param>
/// <param name="Fields">Pseudo-header fields first.</param>
internal sealed record UpgradedRequest(SettingsFrame Settings, HeaderField[] Fields);

/// <summary>Connection → itself, behind all that is in its mailbox: now write what has come together.</summary>
internal sealed class Flush : ILocalMessage
{
    public static readonly Flush Instance = new();
}

/// <summary>Posts a <see cref="Flush"/> behind the actors that have something to do on this turn.</summary>
internal sealed class FlushBehindTurn(IActorRef connection) : IRunnable
{
    public void Run() => connection.Tell(Flush.Instance, ActorRefs.NoSender);

    public void Execute() => Run();
}
