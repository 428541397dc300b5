using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>
/// Many threads spawn, stop, fail, watch and tell, for a few seconds (AKKAH2_STRESS_SECONDS says how many). In the end every actor that was watched has
/// been reported once, no child is left, and the system still answers and ends.
/// </summary>
public sealed class StressTest() : TestKit("akka.log-dead-letters = off, akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.loggers = []")
{
    private const int Nests = 8;
    private const int MaxOutstanding = 500;
    private const int MaxAlive = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Duration =
        TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("AKKAH2_STRESS_SECONDS") ?? "3", CultureInfo.InvariantCulture));

    [Fact]
    public void Nothing_is_lost_and_nothing_is_left()
    {
        var ledger = new Ledger();
        var nests = Enumerable.Range(0, Nests).Select(i => Sys.ActorOf(Props.Create(() => new Nest(ledger)), $"nest-{i}")).ToArray();
        var watchers = Enumerable.Range(0, Nests).Select(_ => Sys.ActorOf(Props.Create(() => new Watcher(ledger)))).ToArray();

        Parallel.For(0, Environment.ProcessorCount * 2, seed => Disturb(new Random(seed), nests, watchers, ledger));

        foreach (var nest in nests)
            nest.Tell(Order.StopChildren);
        AwaitAssert(() => Assert.Equal((ledger.Started, ledger.Watches), (ledger.Stopped, ledger.Terminations)), Patience);
        AwaitAssert(() => Assert.All(nests.Concat(watchers), actor => Assert.Equal(0, Open(actor))), Patience);
        Assert.Empty(ledger.Faults);
        Assert.True(ledger.Started > 1_000, $"only {ledger.Started} actors were started");
    }

    /// <summary>One message a pair is under way: an actor that is not woken for it is woken by nothing else.</summary>
    [Fact]
    public void No_actor_sleeps_on_a_message()
    {
        const int pairs = 32;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < pairs; i++)
        {
            var partner = Sys.ActorOf(SimpleEchoActor.Props());
            Sys.ActorOf(Props.Create(() => new Player(partner, watch))).Tell("serve");
        }

        var exchanges = 0L;
        for (var i = 0; i < pairs; i++)
            exchanges += ExpectMsg<long>(Duration + Patience);
        Assert.True(exchanges > 10_000, $"only {exchanges} exchanges");
    }

    [Fact]
    public async Task A_system_of_100_000_actors_ends_within_seconds()
    {
        const int parents = 100, children = 1_000;
        var system = ActorSystem.Create("large", "akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.log-dead-letters = off");
        await Task.WhenAll(Enumerable.Range(0, parents).Select(_ => system.ActorOf(Props.Create(() => new Crowd(children))).Ask<string>("ready?", Patience)));

        var watch = Stopwatch.StartNew();
        await system.Terminate().WaitAsync(Patience);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"the end took {watch.Elapsed}");
    }

    private static void Disturb(Random random, IActorRef[] nests, IActorRef[] watchers, Ledger ledger)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            // What is under way is bounded, so that the end comes soon after the last disturbance.
            if (!SpinWait.SpinUntil(() => ledger.Outstanding < MaxOutstanding, Duration))
                return;
            ledger.NoteOrder();
            nests[random.Next(nests.Length)].Tell(AnyOrder(random, ledger), watchers[random.Next(watchers.Length)]);
        }
    }

    private static Order AnyOrder(Random random, Ledger ledger) => random.Next(10) switch
    {
        < 4 when ledger.Started - ledger.Stopped < MaxAlive => Order.Spawn,
        < 6 => Order.StopOne,
        < 8 => Order.FailOne,
        < 9 => Order.PoisonOne,
        _   => Order.Chatter,
    };

    private static int Open(IActorRef actor) => actor.Ask<int>(Order.CountOpen, Patience).GetAwaiter().GetResult();

    private enum Order
    {
        Spawn,
        StopOne,
        FailOne,
        PoisonOne,
        Chatter,
        CountOpen,
        StopChildren,
    }

    private sealed record Newborn(IActorRef Child);

    /// <summary>What happened, counted from all threads.</summary>
    private sealed class Ledger
    {
        private long _started, _stopped, _watches, _terminations, _outstanding;

        public ConcurrentQueue<string> Faults { get; } = [];

        public long Started => Interlocked.Read(ref _started);

        public long Stopped => Interlocked.Read(ref _stopped);

        public long Watches => Interlocked.Read(ref _watches);

        public long Terminations => Interlocked.Read(ref _terminations);

        /// <summary>Orders that are on their way.</summary>
        public long Outstanding => Interlocked.Read(ref _outstanding);

        public void NoteOrder() => Interlocked.Increment(ref _outstanding);

        public void NoteObeyed() => Interlocked.Decrement(ref _outstanding);

        public void NoteStart() => Interlocked.Increment(ref _started);

        public void NoteStop() => Interlocked.Increment(ref _stopped);

        public void NoteWatch() => Interlocked.Increment(ref _watches);

        public void NoteTermination() => Interlocked.Increment(ref _terminations);
    }

    private sealed class Nest(Ledger ledger) : UntypedActor
    {
        private readonly List<IActorRef> _children = [];
        private readonly Random _random = new(1);
        private bool _closing;

        protected override SupervisorStrategy SupervisorStrategy() =>
            new OneForOneStrategy(cause => cause is ArithmeticException ? Directive.Restart : Directive.Stop, loggingEnabled: false);

        protected override void OnReceive(object message)
        {
            if (message is Order and < Order.CountOpen)
                ledger.NoteObeyed();
            switch (message)
            {
                case Order.Spawn when !_closing:       Spawn(); break;
                case Order.StopOne when Any is { } c:   Context.Stop(c); break;
                case Order.FailOne when Any is { } c:   c.Tell(_random.Next(2) == 0 ? "restart" : "stop"); break;
                case Order.PoisonOne when Any is { } c: c.Tell(PoisonPill.Instance); break;
                case Order.Chatter when Any is { } c:   c.Forward("chatter"); break;
                case Order.CountOpen:                   Sender.Tell(Context.GetChildren().Count()); break;
                case Order.StopChildren:                _closing = true; _children.ForEach(Context.Stop); break;
                case Terminated terminated:             Forget(terminated.ActorRef); break;
            }
        }

        private IActorRef? Any => _children.Count == 0 ? null : _children[_random.Next(_children.Count)];

        private void Spawn()
        {
            var child = Context.Watch(Context.ActorOf(Props.Create(() => new Restless(ledger))));
            _children.Add(child);
            ledger.NoteWatch();
            Sender.Tell(new Newborn(child));
        }

        private void Forget(IActorRef child)
        {
            ledger.NoteTermination();
            if (!_children.Remove(child))
                ledger.Faults.Enqueue($"{child} terminated twice, or was never born");
        }
    }

    private sealed class Restless : UntypedActor
    {
        private readonly Ledger _ledger;
        private bool _inside;

        public Restless(Ledger ledger) => _ledger = ledger;

        protected override void PreStart() => _ledger.NoteStart();

        protected override void PostStop() => _ledger.NoteStop();

        protected override void OnReceive(object message)
        {
            if (_inside)
                _ledger.Faults.Enqueue($"{Self} was entered twice at a time");
            _inside = true;
            try
            {
                Handle((string)message);
            }
            finally
            {
                _inside = false;
            }
        }

        private void Handle(string message)
        {
            switch (message)
            {
                case "restart": throw new ArithmeticException();
                case "stop":    throw new InvalidOperationException();
                default:        Context.Parent.Tell("heard", Self); break;
            }
        }
    }

    /// <summary>Watches from outside what the nests gave birth to: it may be dead already.</summary>
    private sealed class Watcher(Ledger ledger) : UntypedActor
    {
        private readonly HashSet<IActorRef> _watched = [];

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Newborn newborn:
                    _watched.Add(Context.Watch(newborn.Child));
                    ledger.NoteWatch();
                    break;
                case Order.CountOpen:
                    Sender.Tell(_watched.Count);
                    break;
                case Terminated terminated:
                    ledger.NoteTermination();
                    if (!_watched.Remove(terminated.ActorRef))
                        ledger.Faults.Enqueue($"{terminated.ActorRef} was reported twice");
                    break;
            }
        }
    }

    /// <summary>Plays until the time is over; then says how often.</summary>
    private sealed class Player(IActorRef partner, Stopwatch watch) : UntypedActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private long _exchanges;

        protected override void OnReceive(object message)
        {
            if (message is "serve")
                _asker = Sender;
            if (watch.Elapsed > Duration)
                _asker.Tell(++_exchanges);
            else
                partner.Tell(_exchanges++);
        }
    }

    private sealed class Crowd : UntypedActor
    {
        public Crowd(int children)
        {
            for (var i = 0; i < children; i++)
                Context.ActorOf(BlackHoleActor.Props);
        }

        protected override void OnReceive(object message) => Sender.Tell("ready");
    }
}
