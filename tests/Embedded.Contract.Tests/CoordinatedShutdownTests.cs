using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Akka;

namespace Embedded.Contract.Tests;

/// <summary>"The tasks of a phase run in parallel, the phases in order"; a phase has a timeout, and the system may end with the last one.</summary>
public sealed class CoordinatedShutdownTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_phases_run_in_their_order()
    {
        using var kit = new TestKit("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off");
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseServiceRequestsDone,
            CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        var ran = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        foreach (var phase in phases.Reverse())
            shutdown.AddTask(phase, "note", () => Note(ran, phase));

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);

        Assert.Equal(phases, ran);
    }

    [Fact]
    public async Task It_terminates_the_system()
    {
        using var kit = new TestKit();

        await CoordinatedShutdown.Get(kit.Sys).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);

        await kit.Sys.WhenTerminated.WaitAsync(Long);
    }

    [Fact]
    public async Task It_leaves_the_system_alone_where_so_configured()
    {
        using var kit = new TestKit("akka.coordinated-shutdown.terminate-actor-system = off, akka.coordinated-shutdown.run-by-actor-system-terminate = off");

        await CoordinatedShutdown.Get(kit.Sys).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);

        Assert.False(kit.Sys.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task It_runs_once_and_remembers_the_first_reason()
    {
        using var kit = new TestKit();
        var runs = 0;
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "count", () => Task.FromResult(Count()));

        await Task.WhenAll(
            shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance),
            shutdown.Run(CoordinatedShutdown.UnknownReason.Instance)).WaitAsync(Long);

        Assert.Equal(1, runs);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);

        Done Count()
        {
            Interlocked.Increment(ref runs);
            return Done.Instance;
        }
    }

    [Fact]
    public async Task The_tasks_of_a_phase_run_at_the_same_time()
    {
        using var kit = new TestKit();
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        var (first, second) = (new TaskCompletionSource<Done>(), new TaskCompletionSource<Done>());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "first", () => { first.SetResult(Done.Instance); return second.Task; });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "second", () => { second.SetResult(Done.Instance); return first.Task; });

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_passed_over()
    {
        using var kit = new TestKit("akka.coordinated-shutdown.phases.service-stop.timeout = 50ms");
        var ran = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "never ends", () => new TaskCompletionSource<Done>().Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "note", () => Note(ran, "reached"));

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);

        Assert.Equal(["reached"], ran);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_stop_the_next_phases()
    {
        using var kit = new TestKit();
        var ran = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(kit.Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "fails", () => Task.FromException<Done>(new InvalidOperationException("boom")));
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "note", () => Note(ran, "reached"));

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Long);

        Assert.Equal(["reached"], ran);
    }

    [Fact]
    public async Task Terminating_the_system_runs_it()
    {
        using var kit = new TestKit();
        var ran = new ConcurrentQueue<string>();
        CoordinatedShutdown.Get(kit.Sys).AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () => Note(ran, "reached"));

        await kit.Sys.Terminate().WaitAsync(Long);

        Assert.Equal(["reached"], ran);
    }

    [Fact]
    public void A_task_for_a_phase_that_does_not_exist_is_an_error()
    {
        using var kit = new TestKit();

        Assert.ThrowsAny<Exception>(() => CoordinatedShutdown.Get(kit.Sys).AddTask("no such phase", "task", () => Task.FromResult(Done.Instance)));
    }

    [Fact]
    public void The_configuration_gives_each_phase_its_timeout()
    {
        using var kit = new TestKit("akka.coordinated-shutdown { default-phase-timeout = 7s, phases.service-stop.timeout = 3s }");
        var shutdown = CoordinatedShutdown.Get(kit.Sys);

        Assert.Equal(TimeSpan.FromSeconds(3), shutdown.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal(TimeSpan.FromSeconds(7), shutdown.Timeout(CoordinatedShutdown.PhaseBeforeServiceUnbind));
    }

    private static Task<Done> Note(ConcurrentQueue<string> ran, string text)
    {
        ran.Enqueue(text);
        return Task.FromResult(Done.Instance);
    }
}
