using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using AkkaH2.Actors;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>
/// What Akka.NET itself takes for a request to an actor, without HTTP: a hundred messages, then their replies, again and again. An endpoint that is an actor
/// cannot cost less on top of one that is a function.
/// </summary>
internal static class AskBest
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static int Run()
    {
        using var system = ActorSystem.Create("best", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        var connections = system.Http2().Settings.Dispatcher;
        foreach (var dispatcher in new[] { connections, "akka.actor.default-dispatcher" })
        {
            foreach (var hasAddresses in new[] { false, true })
            {
                var asker = system.ActorOf(Props.Create(() => new Asker(hasAddresses, dispatcher)).WithDispatcher(connections));
                Measure($"{dispatcher}{(hasAddresses ? ", a reply address each" : "")}", asker);
            }
        }

        return 0;
    }

    private static void Measure(string name, IActorRef asker)
    {
        asker.Ask<long>(Begin.Instance).GetAwaiter().GetResult(); // compiles all
        var (time, octets) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        var requests = asker.Ask<long>(Begin.Instance).GetAwaiter().GetResult();
        var (took, allocated) = (Environment.CpuUsage.TotalTime - time, GC.GetTotalAllocatedBytes(precise: true) - octets);
        Console.WriteLine($"{name,-56}{took.TotalNanoseconds / requests,7:F0} ns of processor time{allocated / (double)requests,7:F0} B");
    }

    private sealed class Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    private sealed class Replied : INoSerializationVerificationNeeded
    {
        public static readonly Replied Instance = new();
    }

    private sealed class Asker : UntypedActor
    {
        private readonly IActorRef _asked;
        private readonly ReplyAddresses _addresses = new(Context.System.Materializer());
        private readonly IActorRef[] _parents; // an actor for each address, as StreamActors are
        private readonly Stopwatch _clock = new();
        private IActorRef _for = ActorRefs.Nobody;
        private long _requests;
        private int _open;

        public Asker(bool hasAddresses, string dispatcher)
        {
            _asked = Context.ActorOf(Props.Create(() => new Asked()).WithDispatcher(dispatcher));
            _parents = [.. Enumerable.Range(0, hasAddresses ? AtOnce : 0).Select(_ => Context.ActorOf(Props.Create(() => new Asked())))];
        }

        protected override void OnReceive(object message)
        {
            if (message is Begin)
            {
                (_for, _requests) = (Sender, 0);
                _clock.Restart();
            }
            else if (--_open > 0)
            {
                return;
            }

            if (_clock.Elapsed > Duration)
                _for.Tell(_requests);
            else
                AskAll();
        }

        private void AskAll()
        {
            (_open, _requests) = (AtOnce, _requests + AtOnce);
            for (var i = 0; i < AtOnce; i++)
                _asked.Tell(Begin.Instance, _parents.Length == 0 ? Self : new Address(_addresses, _parents[i], Self));
        }
    }

    private sealed class Address(ReplyAddresses addresses, IActorRef parent, IActorRef owner) : UnnamedRef(addresses, parent)
    {
        private bool _ended;

        protected override bool HasEnded => _ended;

        protected override void OnTold((IActorRef Sender, object Message) reply)
        {
            _ended = true;
            Stop();
            owner.Tell(reply.Message, ActorRefs.NoSender);
        }
    }

    private sealed class Asked : ReceiveActor
    {
        public Asked() => Receive<Begin>(_ => Sender.Tell(Replied.Instance));
    }
}
