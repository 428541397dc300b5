using System.Collections.Concurrent;
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
    private static readonly ConcurrentDictionary<string, Props> Templates = [];

    private static int _names = -1;

    public static Props Props(Lifetime lifetime, string dispatcher) =>
        new SupervisorProps(Templates.GetOrAdd(dispatcher, static name => Actor.Props.Create<StreamSupervisor>([null!]).WithDispatcher(name)), lifetime);

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

    /// <summary>Makes the actor without reflection, and shares all else with the template of its dispatcher.</summary>
    private sealed class SupervisorProps(Props template, Lifetime lifetime) : Props(template)
    {
        public override ActorBase NewActor() => new StreamSupervisor(lifetime);

        protected override Props Copy() => new SupervisorProps(this, lifetime);
    }

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
