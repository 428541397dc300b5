using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"GracefulStop is useful if you need to wait for termination"; its task says whether the actor stopped in time.</summary>
public sealed class GracefulStopTests : TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_completes_when_the_actor_has_stopped()
    {
        var actor = Watch(Sys.ActorOf(BlackHoleActor.Props));

        Assert.True(await actor.GracefulStop(Long));

        ExpectTerminated(actor);
    }

    [Fact]
    public async Task The_messages_before_it_are_handled()
    {
        var actor = Sys.ActorOf(SimpleEchoActor.Props());
        actor.Tell("before", TestActor);

        await actor.GracefulStop(Long);

        ExpectMsg("before");
    }

    [Fact]
    public async Task The_stop_message_may_be_the_applications_own()
    {
        var actor = Sys.ActorOf(Props.Create(() => new StopsOnRequest()));

        Assert.True(await actor.GracefulStop(Long, "please stop"));
    }

    [Fact]
    public async Task It_says_where_the_actor_does_not_stop_in_time()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);

        Assert.False(await StopsWithin(TimeSpan.FromMilliseconds(50)));

        // Versions of Akka.NET say it by false, or by a cancelled task.
        async Task<bool> StopsWithin(TimeSpan timeout)
        {
            try
            {
                return await actor.GracefulStop(timeout, "ignored");
            }
            catch (TaskCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task An_actor_that_is_stopped_already_is_no_error()
    {
        var actor = Watch(Sys.ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);

        Assert.True(await actor.GracefulStop(Long));
    }

    [Fact]
    public async Task WatchAsync_says_true_when_the_actor_has_stopped()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);

        var watching = actor.WatchAsync();
        Sys.Stop(actor);

        Assert.True(await watching.WaitAsync(Long));
    }

    [Fact]
    public async Task WatchAsync_says_false_when_it_is_cancelled_before()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        using var cancellation = new CancellationTokenSource();

        var watching = actor.WatchAsync(cancellation.Token);
        await cancellation.CancelAsync();

        Assert.False(await watching.WaitAsync(Long));
    }

    private sealed class StopsOnRequest : UntypedActor
    {
        protected override void OnReceive(object message) => Context.Stop(Self);
    }
}
