using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Streams.Implementation;

/// <summary>Whether a materializer may still make streams, and how many it has made. Ends once.</summary>
internal sealed class Lifetime
{
    private int _over;
    private int _flows = -1;

    public bool IsOver => Volatile.Read(ref _over) == 1;

    public int NextFlow() => Interlocked.Increment(ref _flows);

    public bool End() => Interlocked.Exchange(ref _over, 1) == 0;
}

/// <summary>The parent of a materializer's islands. An island that fails is stopped: its stages were told by it.</summary>
internal sealed class StreamSupervisor(Lifetime lifetime) : ActorBase
{
    private static int _names = -1;

    public static Props Props(Lifetime lifetime) => Actor.Props.Create<StreamSupervisor>(lifetime).WithDeploy(Deploy.Local);

    public static string NextName() => $"StreamSupervisor-{Interlocked.Increment(ref _names)}";

    protected internal override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case GetChildren:
                Sender.Tell(new Children([.. Context.GetChildren()]));
                return true;
            case StopChildren:
                foreach (var child in Context.GetChildren()) Context.Stop(child);
                Sender.Tell(StoppedChildren.Instance);
                return true;
            default:
                return false;
        }
    }

    protected override void PostStop() => lifetime.End();

    public sealed class GetChildren
    {
        public static readonly GetChildren Instance = new();
    }

    public sealed class Children(ImmutableHashSet<IActorRef> refs)
    {
        public IImmutableSet<IActorRef> Refs => refs;
    }

    public sealed class StopChildren
    {
        public static readonly StopChildren Instance = new();
    }

    public sealed class StoppedChildren
    {
        public static readonly StoppedChildren Instance = new();
    }
}
