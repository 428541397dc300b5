using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>What a child costs: spawned, watched and stopped; or spawned and idle after one message.</summary>
internal static class Children
{
    private const int Spawned = 100_000;

    public static async Task Run(ActorSystem system)
    {
        await Rounds.Measure("spawn, watch and stop a child", Spawned, () => SpawnAndStop(system));
        Console.WriteLine($"{"idle child",-36}{await IdleOctets(system)} octets of heap");
    }

    private static async Task SpawnAndStop(ActorSystem system)
    {
        var done = new Signal();
        var parent = system.ActorOf(Props.Create(() => new Replacing(Spawned, done)));
        await done.Task;
        system.Stop(parent);
    }

    private static async Task<long> IdleOctets(ActorSystem system)
    {
        var parent = system.ActorOf(Props.Create(() => new Keeping()));
        await parent.Ask<string>(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await parent.Ask<string>(Spawned);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await parent.GracefulStop(TimeSpan.FromSeconds(30));
        return (after - before) / Spawned;
    }

    /// <summary>Has at most 100 children at a time: a new one for each that died.</summary>
    private sealed class Replacing(int total, Signal done) : UntypedActor
    {
        private const int AtATime = 100;

        private int _spawned;
        private int _died;

        protected override void PreStart()
        {
            for (var i = 0; i < AtATime; i++)
                Spawn();
        }

        protected override void OnReceive(object message)
        {
            if (++_died == total)
                done.Set();
            else if (_spawned < total)
                Spawn();
        }

        private void Spawn()
        {
            _spawned++;
            Context.Stop(Context.Watch(Context.ActorOf(Child.Props)));
        }
    }

    /// <summary>Spawns as many as it is told and answers when each has handled a message.</summary>
    private sealed class Keeping : UntypedActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private int _awaited;

        protected override void OnReceive(object message)
        {
            if (message is int children)
                Spawn(children);
            else
                _awaited--;
            if (_awaited == 0)
                _asker.Tell("idle");
        }

        private void Spawn(int children)
        {
            _asker = Sender;
            _awaited = children;
            for (var i = 0; i < children; i++)
                Context.ActorOf(Child.Props).Tell("hello", Self);
        }
    }

    private sealed class Child : UntypedActor
    {
        public static readonly Props Props = Akka.Actor.Props.Create(() => new Child());

        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
