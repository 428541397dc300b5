using Akka.Actor;
using Akka.TestKit.Xunit2;
using Akka.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>"SetReceiveTimeout defines the inactivity timeout after which the sending of a ReceiveTimeout message is triggered." In virtual time; the actors
/// run on the calling thread, so that a message has been handled when Tell returns.</summary>
public sealed class ReceiveTimeoutTests() : TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void It_is_sent_after_the_time_without_a_message()
    {
        Idler();

        Scheduler.Advance(Timeout);

        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void A_message_starts_the_time_again()
    {
        var idler = Idler();
        Scheduler.Advance(Timeout * 0.9);
        idler.Tell("hello");

        Scheduler.Advance(Timeout * 0.9);
        Assert.False(HasMessages);

        Scheduler.Advance(Timeout * 0.2);
        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void It_is_sent_again_and_again()
    {
        Idler();

        Scheduler.Advance(Timeout);
        ExpectMsg<ReceiveTimeout>();
        Scheduler.Advance(Timeout);
        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void A_message_that_does_not_influence_it_does_not()
    {
        var idler = Idler();
        Scheduler.Advance(Timeout * 0.9);
        idler.Tell(new Unnoticed());

        Scheduler.Advance(Timeout * 0.2);

        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void Null_turns_it_off()
    {
        var idler = Idler();
        idler.Tell("off");

        Scheduler.Advance(Timeout * 2);

        Assert.False(HasMessages);
    }

    private IActorRef Idler()
    {
        var idler = Sys.ActorOf(Props.Create(() => new IdlerActor(TestActor)).WithDispatcher(CallingThreadDispatcher.Id));
        idler.Tell(new Identify(null!));
        ExpectMsg<ActorIdentity>();
        return idler;
    }

    private sealed class Unnoticed : INotInfluenceReceiveTimeout;

    private sealed class IdlerActor(IActorRef probe) : UntypedActor
    {
        protected override void PreStart() => Context.SetReceiveTimeout(Timeout);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ReceiveTimeout: probe.Tell(message); break;
                case "off":          Context.SetReceiveTimeout(null); break;
            }
        }
    }
}
