using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Ending streams from outside.</summary>
public sealed class StreamsKillSwitchTests : StreamsSpec
{
    [Fact]
    public void Shutdown_completes_downstream_and_cancels_upstream()
    {
        var (killSwitch, up, down) = Single();

        down.Request(1);
        killSwitch.Shutdown();

        down.ExpectComplete();
        up.ExpectCancellation();
    }

    [Fact]
    public void Abort_fails_downstream_and_cancels_upstream()
    {
        var (killSwitch, up, down) = Single();

        down.Request(1);
        killSwitch.Abort(new Broken());

        IsBroken(down.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public void Only_the_first_throw_counts()
    {
        var (killSwitch, _, down) = Single();

        down.Request(1);
        killSwitch.Shutdown();
        killSwitch.Abort(new Broken());

        down.ExpectComplete();
    }

    [Fact]
    public void A_switch_that_is_not_thrown_passes_everything()
    {
        var (_, up, down) = Single();

        down.Request(1);
        up.SendNext(1).SendComplete();

        down.ExpectNext(1).ExpectComplete();
    }

    [Fact]
    public void A_shared_switch_ends_all_its_flows()
    {
        var shared = KillSwitches.Shared("all");
        var (_, first) = Probes(shared.Flow<int>());
        var (_, second) = Probes(shared.Flow<int>());

        first.Request(1);
        second.Request(1);
        shared.Shutdown();

        first.ExpectComplete();
        second.ExpectComplete();
    }

    [Fact]
    public void A_shared_switch_ends_flows_that_come_later()
    {
        var shared = KillSwitches.Shared("all");
        shared.Abort(new Broken());

        var (_, down) = Probes(shared.Flow<int>());

        IsBroken(down.ExpectSubscriptionAndError());
    }

    [Fact]
    public void A_shared_switch_fails_all_its_flows()
    {
        var shared = KillSwitches.Shared("all");
        var (up, first) = Probes(shared.Flow<int>());
        var (_, second) = Probes(shared.Flow<int>());

        first.Request(1);
        second.Request(1);
        shared.Abort(new Broken());

        IsBroken(first.ExpectError());
        IsBroken(second.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public void A_flow_that_ends_by_itself_leaves_the_others_of_its_switch()
    {
        var shared = KillSwitches.Shared("all");
        var (firstUp, first) = Probes(shared.Flow<int>());
        var (secondUp, second) = Probes(shared.Flow<int>());

        first.Request(1);
        firstUp.SendComplete();
        first.ExpectComplete();
        second.Request(1);
        secondUp.SendNext(1);

        second.ExpectNext(1);
        shared.Shutdown();
        second.ExpectComplete();
    }

    [Fact]
    public void A_switch_thrown_after_the_end_does_nothing()
    {
        var (killSwitch, up, down) = Single();

        down.Request(1);
        up.SendComplete();
        down.ExpectComplete();
        killSwitch.Abort(new Broken());

        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_bidi_switch_ends_both_directions()
    {
        var (killSwitch, up, down) = this.SourceProbe<int>()
            .ViaMaterialized(
                BidiFlow.FromGraph(KillSwitches.SingleBidi<int, int>()).JoinMat(Flow.Create<int>(), Keep.Left),
                (probe, s) => (probe, s))
            .ToMaterialized(this.SinkProbe<int>(), (left, probe) => (left.s, left.probe, probe))
            .Run(Materializer);

        down.Request(1);
        up.SendNext(1);
        down.ExpectNext(1);
        killSwitch.Shutdown();

        down.ExpectComplete();
        up.ExpectCancellation();
    }

    /// <summary>The official runtime wraps the cause.</summary>
    private static void IsBroken(Exception failure) => Assert.IsType<Broken>(failure.GetBaseException());

    private (UniqueKillSwitch Switch, TestPublisher.Probe<int> Up, TestSubscriber.Probe<int> Down) Single()
    {
        var ((up, killSwitch), down) = this.SourceProbe<int>()
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Both)
            .ToMaterialized(this.SinkProbe<int>(), Keep.Both)
            .Run(Materializer);
        return (killSwitch, up, down);
    }
}
