using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Completion, failure and cancellation, in both directions, and how stages end.</summary>
public sealed class StreamsEndTests : StreamsSpec
{
    [Fact]
    public void Completion_goes_down_behind_the_last_element()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x + 1));

        down.Request(1);
        up.SendNext(1).SendComplete();

        down.ExpectNext(2).ExpectComplete();
    }

    [Fact]
    public void Completion_needs_no_demand()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x));

        down.EnsureSubscription();
        up.SendComplete();

        down.ExpectComplete();
    }

    [Fact]
    public void Failure_goes_down()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x));

        down.EnsureSubscription();
        up.SendError(new Broken());

        Assert.IsType<Broken>(down.ExpectError());
    }

    [Fact]
    public void Cancellation_goes_up()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x));

        down.Request(1).Cancel();

        up.ExpectCancellation();
    }

    [Fact]
    public void A_stage_that_throws_fails_downstream_and_cancels_upstream()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Pushed = () => throw new Broken()));

        down.Request(1);
        up.SendNext(1);

        Assert.IsType<Broken>(down.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public void A_stage_that_throws_when_it_starts_fails_in_both_directions()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => throw new Broken()));

        down.EnsureSubscription();

        Assert.IsType<Broken>(down.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public void CompleteStage_ends_both_directions()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Pushed = logic.CompleteStage));

        down.Request(1);
        up.SendNext(1);

        down.ExpectComplete();
        up.ExpectCancellation();
    }

    [Fact]
    public void An_element_pushed_before_CompleteStage_arrives()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Pushed = () =>
        {
            logic.Push(logic.Grab());
            logic.CompleteStage();
        }));

        down.Request(5);
        up.SendNext(1);

        down.ExpectNext(1).ExpectComplete();
        up.ExpectCancellation();
    }

    [Fact]
    public void An_element_pushed_before_FailStage_arrives()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Pushed = () =>
        {
            logic.Push(logic.Grab());
            logic.FailStage(new Broken());
        }));

        down.Request(5);
        up.SendNext(1);

        down.ExpectNext(1);
        Assert.IsType<Broken>(down.ExpectError());
    }

    [Fact]
    public async Task A_failure_that_is_the_cause_of_a_cancellation_fails_the_stages_above()
    {
        var seen = new TaskCompletionSource<Exception>();
        var above = new Scripted<int, int>(logic => logic.Cancelled = cause =>
        {
            seen.SetResult(cause);
            logic.InternalOnDownstreamFinish(cause);
        });
        var (_, down) = Probes(Flow.FromGraph(above).Via(new Scripted<int, int>(logic => logic.Pulled = () => logic.Cancel(new Broken()))));

        down.Request(1);

        Assert.IsType<Broken>(await seen.Task.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_plain_cancellation_is_no_failure()
    {
        var seen = new TaskCompletionSource<Exception>();
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Cancelled = cause =>
        {
            seen.SetResult(cause);
            logic.InternalOnDownstreamFinish(cause);
        }));

        down.Request(1).Cancel();

        Assert.IsAssignableFrom<SubscriptionWithCancelException.NonFailureCancellation>(await seen.Task.WaitAsync(Soon));
    }

    [Fact]
    public void An_inlet_may_close_while_the_outlet_goes_on()
    {
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Finished = () => { };
            logic.Pulled = () =>
            {
                if (logic.InIsClosed) logic.Push(99);
                else logic.Pull();
            };
        }));

        down.Request(1);
        up.SendNext(1);
        down.ExpectNext(1);
        up.SendComplete();
        down.Request(1).ExpectNext(99);
        down.Request(1).ExpectNext(99);
        down.Cancel();
    }

    [Fact]
    public async Task An_outlet_may_close_while_the_inlet_goes_on()
    {
        var seen = new TaskCompletionSource<int>();
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Cancelled = _ => logic.Pull();
            logic.Pushed = () => seen.SetResult(logic.Grab());
            logic.Pulled = () => { };
        }));

        down.Cancel();
        up.SendNext(7);

        Assert.Equal(7, await seen.Task.WaitAsync(Soon));
    }

    [Fact]
    public async Task PreStart_comes_first_and_PostStop_once_and_last()
    {
        var events = new List<string>();
        var stopped = new TaskCompletionSource();
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Started = () => events.Add("start");
            logic.Pushed = () =>
            {
                events.Add("push");
                logic.Push(logic.Grab());
            };
            logic.Finished = () =>
            {
                events.Add("finish");
                logic.CompleteStage();
                events.Add("after");
            };
            logic.Stopped = () =>
            {
                events.Add("stop");
                stopped.SetResult();
            };
        }));

        down.Request(1);
        up.SendNext(1).SendComplete();
        down.ExpectNext(1).ExpectComplete();

        await stopped.Task.WaitAsync(Soon);
        Assert.Equal(["start", "push", "finish", "after", "stop"], events);
    }

    [Fact]
    public async Task A_failed_stage_stops_too()
    {
        var stopped = new TaskCompletionSource();
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Pushed = () => throw new Broken();
            logic.Stopped = stopped.SetResult;
        }));

        down.Request(1);
        up.SendNext(1);

        await stopped.Task.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_stage_that_keeps_going_outlives_its_ports()
    {
        Action<string> callback = null!;
        var heard = new TaskCompletionSource<string>();
        var stopped = new TaskCompletionSource();
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            callback = logic.Callback<string>(word =>
            {
                heard.SetResult(word);
                logic.CompleteStage();
            });
            logic.Started = () => logic.KeepGoing(true);
            logic.Finished = () => logic.Complete();
            logic.Stopped = stopped.SetResult;
        }));

        down.EnsureSubscription();
        up.SendComplete();
        down.ExpectComplete();
        Assert.False(stopped.Task.IsCompleted);

        callback("still here");
        Assert.Equal("still here", await heard.Task.WaitAsync(Soon));
        await stopped.Task.WaitAsync(Soon);
    }

    [Fact]
    public async Task All_stages_stop_when_the_stream_has_ended() =>
        await this.AssertAllStagesStoppedAsync(
            async () => Assert.Equal(50, (await Source.From(Enumerable.Range(0, 50)).Async().Select(x => x).RunWith(Sink.Seq<int>(), Materializer)).Count),
            Materializer);
}
