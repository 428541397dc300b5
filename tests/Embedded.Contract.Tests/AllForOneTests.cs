using Akka.Actor;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>"The AllForOneStrategy applies the directive to all siblings of the failed child as well."</summary>
public sealed class AllForOneTests : TestKit
{
    [Fact]
    public void Restart_restarts_the_siblings_too()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(_ => Directive.Restart));

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => first.Tell(new Fail(new InvalidOperationException())));

        ExpectCount(first, 1);
        ExpectCount(second, 1);
    }

    [Fact]
    public void Stop_stops_the_siblings_too()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(_ => Directive.Stop));

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => first.Tell(new Fail(new InvalidOperationException())));

        var terminated = new[] { ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef };
        Assert.Contains(first, terminated);
        Assert.Contains(second, terminated);
    }

    [Fact]
    public void Resume_resumes_only_the_one_that_failed_and_nobody_loses_state()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(_ => Directive.Resume));

        EventFilter.Warning(contains: "").And.Error(contains: "").Mute(() =>
        {
            first.Tell(new Fail(new InvalidOperationException()));
            ExpectCount(first, 2);
            ExpectCount(second, 2);
        });
    }

    [Fact]
    public void All_are_stopped_when_the_limit_of_one_is_exceeded()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(1, TimeSpan.FromMinutes(1), _ => Directive.Restart));

        EventFilter.Exception<InvalidOperationException>().Expect(2, () =>
        {
            first.Tell(new Fail(new InvalidOperationException()));
            first.Tell(new Fail(new InvalidOperationException()));
        });

        var terminated = new[] { ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef };
        Assert.Contains(first, terminated);
        Assert.Contains(second, terminated);
    }

    /// <summary>Two children, each of which has counted one message and is watched.</summary>
    private (IActorRef First, IActorRef Second) ChildrenUnder(SupervisorStrategy strategy)
    {
        var parent = Sys.ActorOf(Supervisor.With(strategy, CreateTestProbe()));
        return (Child("first"), Child("second"));

        IActorRef Child(string name)
        {
            parent.Tell(new Spawn(LifecycleActor.Silent, name));
            var child = Watch(ExpectMsg<IActorRef>());
            ExpectCount(child, 1);
            return child;
        }
    }

    private void ExpectCount(IActorRef child, int count)
    {
        child.Tell(Count);
        ExpectMsg(count);
    }
}
