using Akka.Actor;
using Akka.TestKit.Xunit2;
using static Embedded.Contract.Tests.LifecycleActor;

namespace Embedded.Contract.Tests;

/// <summary>"maxNrOfRetries: the number of times a child actor is allowed to be restarted, negative value means no limit, if the limit is exceeded the
/// child actor is stopped; withinTimeRange: duration of the time window for maxNrOfRetries."</summary>
public sealed class RetryLimitTests : TestKit
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_child_is_stopped_at_the_failure_after_the_last_allowed_restart(int restarts)
    {
        var child = ChildUnder(new OneForOneStrategy(restarts, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        EventFilter.Error(contains: "").Mute(() =>
        {
            for (var i = 0; i < restarts; i++)
            {
                child.Tell(new Fail(new InvalidOperationException()));
                child.Tell("alive");
                ExpectMsg("alive");
            }

            child.Tell(new Fail(new InvalidOperationException()));
            ExpectTerminated(child);
        });
    }

    [Fact]
    public void No_restart_is_allowed_where_the_limit_is_zero()
    {
        var child = ChildUnder(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart));

        EventFilter.Error(contains: "").Mute(() =>
        {
            child.Tell(new Fail(new InvalidOperationException()));
            ExpectTerminated(child);
        });
    }

    [Fact]
    public void There_is_no_limit_where_the_number_is_negative_and_there_is_no_window()
    {
        var child = ChildUnder(new OneForOneStrategy(-1, Timeout.InfiniteTimeSpan, _ => Directive.Restart));

        EventFilter.Error(contains: "").Mute(() =>
        {
            for (var i = 0; i < 50; i++)
                child.Tell(new Fail(new InvalidOperationException()));
            child.Tell("alive");
            ExpectMsg("alive");
        });
    }

    [Fact]
    public void Restarts_are_counted_anew_when_the_time_is_over()
    {
        var window = TimeSpan.FromMilliseconds(40);
        var child = ChildUnder(new OneForOneStrategy(1, window, _ => Directive.Restart));

        EventFilter.Error(contains: "").Mute(() =>
        {
            for (var i = 0; i < 3; i++)
            {
                child.Tell(new Fail(new InvalidOperationException()));
                child.Tell("alive");
                ExpectMsg("alive");
                var over = Now + window * 2;
                AwaitCondition(() => Now > over, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(10));
            }
        });
    }

    [Fact]
    public void Resuming_is_not_counted()
    {
        var child = ChildUnder(new OneForOneStrategy(1, TimeSpan.FromMinutes(1), _ => Directive.Resume));

        EventFilter.Warning(contains: "").And.Error(contains: "").Mute(() =>
        {
            for (var i = 0; i < 5; i++)
                child.Tell(new Fail(new InvalidOperationException()));
            child.Tell("alive");
            ExpectMsg("alive");
        });
    }

    private IActorRef ChildUnder(SupervisorStrategy strategy)
    {
        var parent = Sys.ActorOf(Supervisor.With(strategy, CreateTestProbe()));
        parent.Tell(new Spawn(LifecycleActor.Silent, "child"));
        return Watch(ExpectMsg<IActorRef>());
    }
}
