using Akka.Actor;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>What happens around a restart, hook by hook.</summary>
public sealed class RestartTests : TestKit
{
    private static readonly InvalidOperationException Boom = new("boom");

    [Fact]
    public void The_hooks_run_in_order_and_are_given_the_reason_and_the_message()
    {
        var actor = Started();
        var fail = new Fail(Boom);

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => actor.Tell(fail));

        var preRestart = ExpectMsg<Hook>(hook => hook.Name == "PreRestart");
        Assert.Same(Boom, preRestart.Reason);
        Assert.Same(fail, preRestart.Message);
        ExpectHook("PostStop");                       // the default PreRestart calls it
        var postRestart = ExpectMsg<Hook>(hook => hook.Name == "PostRestart");
        Assert.Same(Boom, postRestart.Reason);
        ExpectHook("PreStart");                       // the default PostRestart calls it
    }

    [Fact]
    public void The_mailbox_survives()
    {
        var latch = CreateTestLatch();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(latch)));

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() =>
        {
            actor.Tell("wait");
            actor.Tell("fail");
            actor.Tell("a");
            actor.Tell("b");
            latch.Open();
        });

        ExpectMsg("a");
        ExpectMsg("b");
    }

    [Fact]
    public void The_default_PreRestart_stops_the_children()
    {
        var actor = Started();
        actor.Tell(new Spawn(LifecycleActor.Silent, "child"));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        IgnoreMessages<Hook>();

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new Fail(Boom)));

        ExpectTerminated(child);
        actor.Tell(new Spawn(LifecycleActor.Silent, "child"));
        Assert.NotEqual(child, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Children_live_on_where_PreRestart_leaves_them_and_are_restarted_too()
    {
        var probe = CreateTestProbe();
        var parent = Sys.ActorOf(Props.Create(() => new ChildKeeper(probe)));
        probe.ExpectMsg<Hook>(hook => hook.Name == "PreStart");
        parent.Tell("child");
        var child = ExpectMsg<IActorRef>();

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => parent.Tell("fail"));

        probe.ExpectMsg<Hook>(hook => hook.Name == "PreRestart");
        probe.ExpectMsg<Hook>(hook => hook.Name == "PostStop");
        probe.ExpectMsg<Hook>(hook => hook.Name == "PostRestart");
        probe.ExpectMsg<Hook>(hook => hook.Name == "PreStart");
        parent.Tell("child");
        Assert.Equal(child, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Watchers_do_not_notice()
    {
        var actor = Started();
        Watch(actor);
        IgnoreMessages<Hook>();

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new Fail(Boom)));

        actor.Tell("still here");
        ExpectMsg("still here");
    }

    [Fact]
    public void The_sender_of_the_failed_message_is_the_sender_in_PreRestart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Apologizer()));

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell("fail"));

        ExpectMsg("sorry for fail");
    }

    [Fact]
    public void An_exception_in_PreRestart_still_is_a_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new FailsInPreRestart()));
        actor.Tell("count");
        ExpectMsg(1);

        EventFilter.Error(contains: "").Mute(() =>
        {
            actor.Tell("fail");
            actor.Tell("count");
            ExpectMsg(1);
        });
    }

    [Fact]
    public void An_exception_in_PostRestart_is_a_failure_to_its_supervisor()
    {
        EventFilter.Error(contains: "").Mute(() =>
        {
            var strategy = new OneForOneStrategy(cause => cause is PostRestartException ? Directive.Stop : Directive.Restart);
            var actor = Sys.ActorOf(Supervisor.With(strategy, CreateTestProbe()));
            actor.Tell(new Spawn(Props.Create(() => new FailsInPostRestart()), "child"));
            var child = Watch(ExpectMsg<IActorRef>());

            child.Tell("fail");

            ExpectTerminated(child);
        });
    }

    private IActorRef Started()
    {
        var actor = Sys.ActorOf(LifecycleActor.Reporting(TestActor));
        ExpectHook("PreStart");
        return actor;
    }

    private void ExpectHook(string name) => ExpectMsg<Hook>(hook => hook.Name == name);

    private sealed class Waiter(Akka.TestKit.TestLatch latch) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "wait": latch.Ready(); break;
                case "fail": throw new InvalidOperationException("boom");
                default:     Sender.Tell(message); break;
            }
        }
    }

    private sealed class ChildKeeper(IActorRef probe) : UntypedActor
    {
        protected override void PreRestart(Exception reason, object message)
        {
        }

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new InvalidOperationException("boom");
            var child = Context.Child("child");
            Sender.Tell(child.IsNobody() ? Context.ActorOf(LifecycleActor.Reporting(probe), "child") : child);
        }

        protected override void PreStart() => Context.ActorOf(LifecycleActor.Reporting(probe), "child");

        protected override void PostRestart(Exception reason)
        {
        }
    }

    private sealed class Apologizer : UntypedActor
    {
        protected override void PreRestart(Exception reason, object message) => Sender.Tell($"sorry for {message}");

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class FailsInPreRestart : UntypedActor
    {
        private int _count;

        protected override void PreRestart(Exception reason, object message) => throw new ArithmeticException("in PreRestart");

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new InvalidOperationException("boom");
            Sender.Tell(++_count);
        }
    }

    private sealed class FailsInPostRestart : UntypedActor
    {
        protected override void PostRestart(Exception reason) => throw new ArithmeticException("in PostRestart");

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }
}
