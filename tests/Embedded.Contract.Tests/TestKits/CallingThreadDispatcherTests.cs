using Akka.Actor;
using Akka.TestKit;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>On the CallingThreadDispatcher a message has been handled when Tell returns.</summary>
public sealed class CallingThreadDispatcherTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_message_is_handled_on_the_thread_that_tells()
    {
        var actor = OnCallingThread(Props.Create(() => new Reporter()));

        actor.Tell("thread?");

        Assert.True(HasMessages);
        ExpectMsg(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void A_message_to_oneself_waits_until_the_current_one_is_handled()
    {
        var actor = OnCallingThread(Props.Create(() => new Reporter()));

        actor.Tell("twice");

        Assert.True(HasMessages);
        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void A_chain_of_actors_runs_through_on_the_thread()
    {
        var last = OnCallingThread(Props.Create(() => new Reporter()));
        var first = OnCallingThread(Props.Create(() => new Passer(last)));

        first.Tell("thread?");

        Assert.True(HasMessages);
        ExpectMsg(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void A_failure_is_supervised_as_anywhere()
    {
        var actor = OnCallingThread(Props.Create(() => new Reporter()));

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => actor.Tell("fail"));

        actor.Tell("thread?");
        ExpectMsg<int>();
    }

    /// <summary>A top-level actor is started by the guardian, on another thread: that is over when it answers.</summary>
    private IActorRef OnCallingThread(Props props)
    {
        var actor = Sys.ActorOf(props.WithDispatcher(CallingThreadDispatcher.Id));
        actor.Tell(new Identify(null!));
        ExpectMsg<ActorIdentity>();
        return actor;
    }

    private sealed class Reporter : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "twice":
                    Self.Forward("second");
                    Sender.Tell("first");
                    break;
                case "second":
                    Sender.Tell(message);
                    break;
                case "fail":
                    throw new InvalidOperationException("boom");
                default:
                    Sender.Tell(Environment.CurrentManagedThreadId);
                    break;
            }
        }
    }

    private sealed class Passer(IActorRef next) : UntypedActor
    {
        protected override void OnReceive(object message) => next.Forward(message);
    }
}
