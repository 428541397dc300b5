using Akka.Actor;

namespace Embedded.Contract.Tests;

/// <summary>Fails and answers when told to, and tells the probe each hook it passes, with the number of its incarnation.</summary>
internal class LifecycleActor(IActorRef probe) : UntypedActor
{
    private int _counter;

    public sealed record Fail(Exception Cause);

    public sealed record Spawn(Props Props, string Name);

    public sealed record Hook(string Name, Exception? Reason = null, object? Message = null)
    {
        public override string ToString() => Name;
    }

    /// <summary>Counts the messages of this incarnation: what a restart loses and a resume keeps.</summary>
    public const string Count = "count";

    /// <summary>Tells nobody.</summary>
    public static Props Silent { get; } = Reporting(ActorRefs.Nobody);

    public static Props Reporting(IActorRef probe) => Props.Create(() => new LifecycleActor(probe));

    protected override void PreStart()
    {
        probe.Tell(new Hook("PreStart"));
        base.PreStart();
    }

    protected override void PostStop()
    {
        probe.Tell(new Hook("PostStop"));
        base.PostStop();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        probe.Tell(new Hook("PreRestart", reason, message));
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        probe.Tell(new Hook("PostRestart", reason));
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Fail fail:   throw fail.Cause;
            case Spawn spawn: Sender.Tell(Context.ActorOf(spawn.Props, spawn.Name)); break;
            case Count:       Sender.Tell(++_counter); break;
            default:          Sender.Tell(message); break;
        }
    }
}

/// <summary>A parent with the strategy of the test; children are spawned by message.</summary>
internal sealed class Supervisor(SupervisorStrategy? strategy, IActorRef probe) : LifecycleActor(probe)
{
    public static Props With(SupervisorStrategy strategy, IActorRef probe) => Props.Create(() => new Supervisor(strategy, probe));

    public static Props Default(IActorRef probe) => Props.Create(() => new Supervisor(null, probe));

    protected override SupervisorStrategy SupervisorStrategy() => strategy ?? base.SupervisorStrategy();
}
