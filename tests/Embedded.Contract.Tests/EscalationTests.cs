using Akka.Actor;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>A failure that nobody handles climbs up to the guardian, and past it ends the system.</summary>
public sealed class EscalationTests
{
    [Fact]
    public void The_user_guardian_restarts_top_level_actors_by_default()
    {
        using var kit = new Kit();
        kit.Fails();
        kit.Actor.Tell(Count, kit.TestActor);
        kit.ExpectMsg(1);
    }

    [Fact]
    public void The_user_guardian_takes_its_strategy_from_the_configuration()
    {
        using var kit = new Kit("akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"");
        kit.Watch(kit.Actor);

        kit.Fails();

        kit.ExpectTerminated(kit.Actor);
    }

    [Fact]
    public async Task A_failure_escalated_by_the_user_guardian_terminates_the_system()
    {
        using var kit = new Kit($"akka.actor.guardian-supervisor-strategy = \"{typeof(EscalatingGuardian).FullName}, {typeof(EscalatingGuardian).Assembly.GetName().Name}\"");

        kit.Fails();

        await kit.Sys.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_supervisor_that_escalates_is_itself_restarted_and_stops_its_children()
    {
        using var kit = new Kit();
        kit.IgnoreMessages<Hook>();
        var top = kit.ActorOf(Supervisor.With(new OneForOneStrategy(_ => Directive.Restart), kit.TestActor));
        top.Tell(new Spawn(Supervisor.With(new OneForOneStrategy(_ => Directive.Escalate), kit.TestActor), "middle"), kit.TestActor);
        var middle = kit.ExpectMsg<IActorRef>();
        middle.Tell(new Spawn(LifecycleActor.Silent, "child"), kit.TestActor);
        var child = kit.Watch(kit.ExpectMsg<IActorRef>());

        kit.EventFilter.Error(contains: "").Mute(() =>
        {
            child.Tell(new Fail(new InvalidOperationException("boom")));
            kit.ExpectTerminated(child);
        });

        middle.Tell("alive", kit.TestActor);
        kit.ExpectMsg("alive");
    }

    public sealed class EscalatingGuardian : SupervisorStrategyConfigurator
    {
        public override SupervisorStrategy Create() => new OneForOneStrategy(_ => Directive.Escalate);
    }

    private sealed class Kit : TestKit
    {
        public Kit(string config = "")
            : base(config) => Actor = Sys.ActorOf(LifecycleActor.Silent, "top");

        public IActorRef Actor { get; }

        public void Fails() =>
            EventFilter.Error(contains: "").Mute(() => Actor.Tell(new Fail(new InvalidOperationException("boom"))));
    }
}
