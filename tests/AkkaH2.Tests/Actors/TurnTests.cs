using System.Collections.Concurrent;
using Akka.Dispatch;
using AkkaH2.Actors;

namespace AkkaH2.Tests.Actors;

public sealed class TurnTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TurnBudget Ample = new(TimeSpan.FromMinutes(1), 1000, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task What_a_run_schedules_is_run_after_it_on_the_same_thread()
    {
        var log = new ConcurrentQueue<(string What, int Thread)>();
        var done = new TaskCompletionSource();
        OnPool(Ample, new Run(() =>
        {
            Assert.True(Turn.TryJoin(new Run(() => Log("second"))));
            Assert.True(Turn.TryJoin(new Run(() =>
            {
                Log("third");
                done.SetResult();
            })));
            Log("first");
        }));

        await done.Task.WaitAsync(Deadline);
        Assert.Equal(["first", "second", "third"], log.Select(entry => entry.What));
        Assert.Single(log.Select(entry => entry.Thread).Distinct());

        void Log(string what) => log.Enqueue((what, Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void One_may_follow_the_current_run_before_all_that_waits()
    {
        var log = new List<string>();
        Turn.Begin(new Run(() =>
        {
            Turn.TryJoin(new Run(() => log.Add("third")));
            Assert.True(Turn.TryFollow(new Run(() => log.Add("second"))));
            Assert.False(Turn.TryFollow(new Run(() => log.Add("not at all"))));
            log.Add("first");
        }), Ample);
        Assert.Equal(["first", "second", "third"], log);
    }

    [Fact]
    public void Outside_of_a_turn_nothing_can_follow() => Assert.False(Turn.TryFollow(new Run(() => { })));

    [Fact]
    public void Outside_of_a_turn_nothing_can_join() => Assert.False(Turn.TryJoin(new Run(() => { })));

    [Fact]
    public void What_enters_on_a_thread_without_a_turn_begins_one_and_its_rest_runs_before_it_returns()
    {
        var log = new List<string>();
        Turn.Enter(new Run(() =>
        {
            Assert.True(Turn.TryJoin(new Run(() => log.Add("second"))));
            log.Add("first");
        }), Ample);
        Assert.Equal(["first", "second"], log);
    }

    [Fact]
    public void What_enters_within_a_turn_runs_at_once_and_what_it_schedules_behind_the_rest()
    {
        var log = new List<string>();
        Turn.Begin(new Run(() =>
        {
            Turn.TryJoin(new Run(() => log.Add("second")));
            Turn.Enter(new Run(() =>
            {
                Turn.TryJoin(new Run(() => log.Add("third")));
                log.Add("first");
            }), Ample);
        }), Ample);
        Assert.Equal(["first", "second", "third"], log);
    }

    [Fact]
    public async Task Past_the_budget_the_rest_goes_to_the_pool_and_is_still_run()
    {
        var ran = new CountdownEvent(10);
        var first = new TaskCompletionSource<bool>();
        OnPool(Ample with { Runs = 3 }, new Run(() =>
        {
            for (var i = 0; i < 10; i++)
                Turn.TryJoin(new Run(() => ran.Signal()));
            first.SetResult(true);
        }));
        await first.Task.WaitAsync(Deadline);
        Assert.True(await Task.Run(() => ran.Wait(Deadline)));
    }

    [Fact]
    public async Task A_run_that_is_stuck_loses_what_waits_behind_it()
    {
        using var behind = new ManualResetEventSlim();
        var unstuck = new TaskCompletionSource<bool>();
        OnPool(Ample with { Stuck = TimeSpan.FromMilliseconds(5) }, new Run(() =>
        {
            Turn.TryJoin(new Run(behind.Set));
            unstuck.SetResult(behind.Wait(Deadline)); // what it waits for is behind it
        }));
        Assert.True(await unstuck.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task While_it_is_stuck_what_it_schedules_goes_to_the_pool()
    {
        using var behind = new ManualResetEventSlim();
        var refused = new TaskCompletionSource<bool>();
        OnPool(Ample with { Stuck = TimeSpan.FromMilliseconds(5) }, new Run(() =>
        {
            Turn.TryJoin(new Run(behind.Set));
            behind.Wait(Deadline);
            refused.SetResult(!Turn.TryJoin(new Run(() => { })));
        }));
        Assert.True(await refused.Task.WaitAsync(Deadline));
    }

    private static void OnPool(TurnBudget budget, IRunnable first) => ThreadPool.QueueUserWorkItem(_ => Turn.Begin(first, budget));

    private sealed class Run(Action action) : IRunnable
    {
        void IRunnable.Run() => action();

        public void Execute() => action();
    }
}
