using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Failures that meet something else that is under way: a stop, a restart, another failure, a parent that is busy.</summary>
public sealed class SupervisionUnderWayTests : TestKit
{
    [Fact]
    public void A_failed_actor_handles_nothing_until_its_supervisor_has_decided()
    {
        var (deciding, decide) = (CreateTestLatch(), CreateTestLatch());
        var parent = Sys.ActorOf(Props.Create(() => new SlowJudge(deciding, decide)));
        parent.Tell("child");
        var child = ExpectMsg<IActorRef>();

        EventFilter.Warning(contains: "").And.Error(contains: "").Mute(() =>
        {
            child.Tell("fail");
            child.Tell("hello");
            deciding.Ready();
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));

            decide.Open();
            ExpectMsg("hello");
        });
    }

    [Fact]
    public void A_failed_actor_can_be_stopped_before_its_supervisor_has_decided()
    {
        var (deciding, decide) = (CreateTestLatch(), CreateTestLatch());
        var parent = Sys.ActorOf(Props.Create(() => new SlowJudge(deciding, decide)));
        parent.Tell("child");
        var child = Watch(ExpectMsg<IActorRef>());

        EventFilter.Warning(contains: "").And.Error(contains: "").Mute(() =>
        {
            child.Tell("fail");
            deciding.Ready();
            child.Tell(PoisonPill.Instance);
            Sys.Stop(parent);
            decide.Open();

            ExpectTerminated(child);
        });
    }

    [Fact]
    public void A_restart_waits_for_the_children_to_stop_and_no_message_is_handled_meanwhile()
    {
        var (stopping, stop) = (CreateTestLatch(), CreateTestLatch());
        var parent = Sys.ActorOf(Props.Create(() => new Node()));
        parent.Tell(Props.Create(() => new SlowEnd(stopping, stop)));
        ExpectMsg<IActorRef>();

        EventFilter.Exception<InvalidOperationException>("fail").ExpectOne(() =>
        {
            parent.Tell("fail");
            parent.Tell("hello");
            stopping.Ready();
            ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            stop.Open();
        });

        ExpectMsg("hello");
    }

    [Fact]
    public void A_stop_during_a_restart_still_stops()
    {
        var (stopping, stop) = (CreateTestLatch(), CreateTestLatch());
        var parent = Watch(Sys.ActorOf(Props.Create(() => new Node())));
        parent.Tell(Props.Create(() => new SlowEnd(stopping, stop)));
        ExpectMsg<IActorRef>();

        EventFilter.Exception<InvalidOperationException>("fail").Mute(() =>
        {
            parent.Tell("fail");
            stopping.Ready();
            Sys.Stop(parent);
            stop.Open();
            ExpectTerminated(parent);
        });
    }

    [Fact]
    public void A_child_that_fails_while_its_parent_stops_does_not_hold_it_up()
    {
        var (entered, go) = (CreateTestLatch(), CreateTestLatch());
        var parent = Watch(Sys.ActorOf(Props.Create(() => new Node())));
        parent.Tell(Props.Create(() => new FailsWhenOpen(entered, go)));
        var child = ExpectMsg<IActorRef>();

        EventFilter.Error(contains: "").And.Warning(contains: "").Mute(() =>
        {
            child.Tell("go");
            entered.Ready();
            Sys.Stop(parent);
            go.Open();
            ExpectTerminated(parent);
        });
    }

    [Fact]
    public void An_exception_in_PostStop_does_not_keep_an_actor_alive()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new FailsAtTheEnd())));

        EventFilter.Error(contains: "").Mute(() =>
        {
            Sys.Stop(actor);
            ExpectTerminated(actor);
        });
    }

    [Fact]
    public void A_constructor_that_fails_at_a_restart_is_a_failure_again()
    {
        var attempts = new Attempts();
        var parent = Sys.ActorOf(Supervisor.With(
            new OneForOneStrategy(cause => cause is ActorInitializationException ? Directive.Stop : Directive.Restart), ActorRefs.Nobody));
        parent.Tell(new LifecycleActor.Spawn(Props.Create(() => new OnceOnly(attempts)), "child"));
        var child = Watch(ExpectMsg<IActorRef>());

        EventFilter.Error(contains: "").Mute(() =>
        {
            child.Tell("fail");
            ExpectTerminated(child);
        });
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public void A_failure_climbs_as_far_as_it_is_escalated()
    {
        var escalating = new OneForOneStrategy(_ => Directive.Escalate);
        var top = Sys.ActorOf(Supervisor.With(new OneForOneStrategy(_ => Directive.Stop), ActorRefs.Nobody));
        var one = Child(top, Supervisor.With(escalating, ActorRefs.Nobody));
        var two = Child(one, Supervisor.With(escalating, ActorRefs.Nobody));
        var three = Child(two, LifecycleActor.Silent);
        Watch(one);
        Watch(three);

        EventFilter.Exception<InvalidOperationException>().Mute(() =>
        {
            three.Tell(new LifecycleActor.Fail(new InvalidOperationException("deep below")));
            ExpectTerminated(three);
            ExpectTerminated(one);
        });
        top.Tell("alive");
        ExpectMsg("alive");
    }

    [Fact]
    public void No_child_can_be_created_in_PostStop()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new LateParent(TestActor))));

        Sys.Stop(actor);

        ExpectMsg("refused");
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_actor_that_stops_itself_handles_no_further_message()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new StopsItself())));

        EventFilter.DeadLetter<string>().ExpectOne(() =>
        {
            actor.Tell("stop");
            actor.Tell("too late");
        });

        ExpectMsg("stopping");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Watching_again_after_Terminated_was_taken_back_reports_the_death_again()
    {
        var subject = Watch(Sys.ActorOf(BlackHoleActor.Props));
        Sys.Stop(subject);
        ExpectTerminated(subject);

        Unwatch(subject);
        Watch(subject);

        ExpectTerminated(subject);
    }

    private IActorRef Child(IActorRef parent, Props props)
    {
        parent.Tell(new LifecycleActor.Spawn(props, "child"));
        return ExpectMsg<IActorRef>();
    }

    private sealed class Attempts
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public int Next() => Interlocked.Increment(ref _count);
    }

    private class Node : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "fail":      throw new InvalidOperationException("fail");
                case Props child: Sender.Tell(Context.ActorOf(child)); break;
                default:          Sender.Tell(message); break;
            }
        }
    }

    private sealed class SlowJudge(Akka.TestKit.TestLatch deciding, Akka.TestKit.TestLatch decide) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ =>
        {
            deciding.Open();
            decide.Ready();
            return Directive.Resume;
        });

        protected override void OnReceive(object message) => Sender.Tell(Context.ActorOf(Props.Create(() => new Node())));
    }

    private sealed class SlowEnd(Akka.TestKit.TestLatch stopping, Akka.TestKit.TestLatch stop) : UntypedActor
    {
        protected override void PostStop()
        {
            stopping.CountDown();
            stop.Ready();
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class FailsWhenOpen(Akka.TestKit.TestLatch entered, Akka.TestKit.TestLatch go) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            entered.CountDown();
            go.Ready();
            throw new InvalidOperationException("fail");
        }
    }

    private sealed class FailsAtTheEnd : Node
    {
        protected override void PostStop() => throw new InvalidOperationException("at the end");
    }

    private sealed class OnceOnly : Node
    {
        public OnceOnly(Attempts attempts)
        {
            if (attempts.Next() > 1)
                throw new InvalidOperationException("only once");
        }
    }

    private sealed class LateParent(IActorRef probe) : Node
    {
        protected override void PostStop()
        {
            try
            {
                Context.ActorOf(BlackHoleActor.Props);
            }
            catch (InvalidOperationException)
            {
                probe.Tell("refused");
            }
        }
    }

    private sealed class StopsItself : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Context.Stop(Self);
            Sender.Tell("stopping");
        }
    }
}
