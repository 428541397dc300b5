using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>Stopping: Context.Stop, PoisonPill and Kill; hooks, children, the mailbox and the name.</summary>
public sealed class StopTests : TestKit
{
    [Fact]
    public void PostStop_runs_once()
    {
        var actor = Sys.ActorOf(LifecycleActor.Reporting(TestActor));
        ExpectHook("PreStart");
        Watch(actor);

        Sys.Stop(actor);
        Sys.Stop(actor);
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        ExpectHook("PostStop");
        ExpectTerminated(actor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Children_have_stopped_before_their_parent_runs_PostStop()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Named("parent", TestActor)));
        parent.Tell("spawn");
        ExpectMsg("spawned");

        Sys.Stop(parent);

        var stopped = ReceiveN(3).Cast<string>().ToList();
        Assert.Equal("parent", stopped[2]);
        Assert.Equal(["child-a", "child-b"], stopped.Take(2).Order());
    }

    [Fact]
    public void Terminated_of_the_parent_comes_after_Terminated_of_its_child()
    {
        var parent = Watch(Sys.ActorOf(Supervisor.Default(CreateTestProbe())));
        parent.Tell(new Spawn(LifecycleActor.Silent, "child"));
        var child = Watch(ExpectMsg<IActorRef>());

        Sys.Stop(parent);

        ExpectTerminated(child);
        ExpectTerminated(parent);
    }

    [Fact]
    public void A_poison_pill_lets_the_messages_before_it_be_handled()
    {
        var actor = Watch(Sys.ActorOf(LifecycleActor.Silent));

        actor.Tell("before");
        actor.Tell(PoisonPill.Instance);

        ExpectMsg("before");
        ExpectTerminated(actor);
    }

    [Fact]
    public void The_message_being_handled_is_handled_to_its_end_and_the_rest_goes_to_dead_letters()
    {
        var latch = CreateTestLatch();
        var entered = CreateTestLatch();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(entered, latch)));
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));

        actor.Tell("handled");
        entered.Ready();
        actor.Tell("too late");
        latch.Open();

        ExpectMsg("handled");
        letters.ExpectMsg<DeadLetter>(letter => letter.Message is "too late" && letter.Recipient.Equals(actor) && letter.Sender.Equals(TestActor));
    }

    [Fact]
    public void What_is_told_to_a_stopped_actor_is_a_dead_letter()
    {
        var actor = Watch(Sys.ActorOf(LifecycleActor.Silent));
        Sys.Stop(actor);
        ExpectTerminated(actor);

        EventFilter.DeadLetter<string>().ExpectOne(() => actor.Tell("anybody?"));
    }

    [Fact]
    public void Kill_makes_the_actor_fail()
    {
        var actor = Watch(Sys.ActorOf(LifecycleActor.Silent));

        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));

        ExpectTerminated(actor);
    }

    [Fact]
    public void The_name_of_a_child_is_free_when_its_parent_has_been_told_Terminated()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Recreator()));

        for (var i = 0; i < 100; i++)
        {
            parent.Tell("again");
            ExpectMsg("recreated");
        }
    }

    [Fact]
    public void The_name_of_a_child_is_taken_until_then()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Duplicator()));

        parent.Tell("go");

        ExpectMsg<InvalidActorNameException>();
    }

    [Fact]
    public void An_incarnation_with_the_name_of_another_is_another_actor()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Recreator()));
        parent.Tell("child");
        var first = ExpectMsg<IActorRef>();
        parent.Tell("again");
        ExpectMsg("recreated");
        parent.Tell("child");
        var second = ExpectMsg<IActorRef>();

        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
        Assert.NotEqual(first, second);
        EventFilter.DeadLetter<string>().ExpectOne(() => first.Tell("for the first"));
    }

    [Fact]
    public void An_actor_may_stop_itself()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Recreator())));

        actor.Tell("stop");

        ExpectTerminated(actor);
    }

    private void ExpectHook(string name) => ExpectMsg<Hook>(hook => hook.Name == name);

    private sealed class Named(string name, IActorRef probe) : UntypedActor
    {
        protected override void PostStop() => probe.Tell(name);

        protected override void OnReceive(object message)
        {
            Context.ActorOf(Props.Create(() => new Named("child-a", probe)));
            Context.ActorOf(Props.Create(() => new Named("child-b", probe)));
            Sender.Tell("spawned");
        }
    }

    private sealed class Waiter(Akka.TestKit.TestLatch entered, Akka.TestKit.TestLatch latch) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            entered.CountDown();
            latch.Ready();
            Context.Stop(Self);
            Sender.Tell(message);
        }
    }

    private sealed class Recreator : UntypedActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        protected override void PreStart() => Spawn();

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "child":
                    Sender.Tell(Context.Child("same"));
                    break;
                case "again":
                    _asker = Sender;
                    Context.Stop(Context.Child("same"));
                    break;
                case "stop":
                    Context.Stop(Self);
                    break;
                case Terminated:
                    Spawn();
                    _asker.Tell("recreated");
                    break;
            }
        }

        private static void Spawn() => Context.Watch(Context.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props, "same"));
    }

    private sealed class Duplicator : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var child = Context.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props, "same");
            Context.Stop(child);
            try
            {
                Context.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props, "same");
            }
            catch (InvalidActorNameException taken)
            {
                Sender.Tell(taken);
            }
        }
    }
}
