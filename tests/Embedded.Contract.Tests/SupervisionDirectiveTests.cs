using Akka.Actor;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>"Resume the subordinate, keeping its state; restart it, clearing its state; stop it permanently; escalate the failure."</summary>
public sealed class SupervisionDirectiveTests : TestKit
{
    private static readonly Fail Failure = new(new InvalidOperationException("boom"));

    [Fact]
    public void Resume_keeps_the_state_and_drops_the_message_that_failed()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell(Count);
        ExpectMsg(1);

        Muted(() => child.Tell(Failure));

        child.Tell(Count);
        ExpectMsg(2);
    }

    [Fact]
    public void Restart_clears_the_state_behind_the_same_reference()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Restart));
        child.Tell(Count);
        ExpectMsg(1);

        Muted(() => child.Tell(Failure));

        child.Tell(Count);
        ExpectMsg(1);
    }

    [Fact]
    public void Stop_ends_the_child()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Stop));
        Watch(child);

        Muted(() => child.Tell(Failure));

        ExpectTerminated(child);
    }

    [Fact]
    public void Escalate_fails_the_supervisor_itself()
    {
        var probe = CreateTestProbe();
        var top = Sys.ActorOf(Supervisor.With(new OneForOneStrategy(_ => Directive.Stop), CreateTestProbe()));
        top.Tell(new Spawn(Supervisor.With(new OneForOneStrategy(_ => Directive.Escalate), probe), "middle"));
        var middle = ExpectMsg<IActorRef>();
        middle.Tell(new Spawn(LifecycleActor.Silent, "child"));
        var child = ExpectMsg<IActorRef>();
        Watch(middle);

        Muted(() => child.Tell(Failure));

        ExpectTerminated(middle);
    }

    [Fact]
    public void The_default_strategy_restarts_on_an_exception()
    {
        var child = ChildUnder(null);
        child.Tell(Count);
        ExpectMsg(1);

        Muted(() => child.Tell(Failure));

        child.Tell(Count);
        ExpectMsg(1);
    }

    [Fact]
    public void The_default_strategy_stops_an_actor_that_was_killed()
    {
        var child = ChildUnder(null);
        Watch(child);

        EventFilter.Exception<ActorKilledException>().ExpectOne(() => child.Tell(Kill.Instance));

        ExpectTerminated(child);
    }

    [Fact]
    public void The_default_strategy_stops_an_actor_whose_constructor_throws()
    {
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Watch(Sys.ActorOf<Unbuildable>("unbuildable")));

        ExpectMsg<Terminated>();
    }

    [Fact]
    public void The_default_strategy_stops_an_actor_whose_PreStart_throws()
    {
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Watch(Sys.ActorOf<Unstartable>("unstartable")));

        ExpectMsg<Terminated>();
    }

    [Fact]
    public void The_strategy_is_asked_with_the_exception_and_its_choice_counts_for_that_exception()
    {
        var child = ChildUnder(new OneForOneStrategy(exception => exception is ArithmeticException ? Directive.Resume : Directive.Stop));
        Watch(child);
        child.Tell(Count);
        ExpectMsg(1);

        Muted(() => child.Tell(new Fail(new ArithmeticException())));
        child.Tell(Count);
        ExpectMsg(2);

        Muted(() => child.Tell(Failure));
        ExpectTerminated(child);
    }

    [Fact]
    public void A_strategy_of_the_props_takes_the_place_of_the_actors_own()
    {
        var top = Sys.ActorOf(Supervisor.Default(CreateTestProbe()).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        top.Tell(new Spawn(LifecycleActor.Silent, "child"));
        var child = ExpectMsg<IActorRef>();
        Watch(child);

        Muted(() => child.Tell(Failure));

        ExpectTerminated(child);
    }

    private IActorRef ChildUnder(SupervisorStrategy? strategy)
    {
        var probe = CreateTestProbe();
        var parent = Sys.ActorOf(strategy is null ? Supervisor.Default(probe) : Supervisor.With(strategy, probe));
        parent.Tell(new Spawn(LifecycleActor.Reporting(probe), "child"));
        return ExpectMsg<IActorRef>();
    }

    // Resume logs a warning, the others an error; neither is what these tests are about.
    private void Muted(Action action) => EventFilter.Error(contains: "").And.Warning(contains: "").Mute(action);

    private sealed class Unbuildable : UntypedActor
    {
        public Unbuildable() => throw new InvalidOperationException("no");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Unstartable : UntypedActor
    {
        protected override void PreStart() => throw new InvalidOperationException("no");

        protected override void OnReceive(object message)
        {
        }
    }
}
