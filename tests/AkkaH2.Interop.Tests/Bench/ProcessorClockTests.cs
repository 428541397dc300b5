using System.Diagnostics;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class ProcessorClockTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void It_agrees_with_the_operating_systems_own_count()
    {
        using var self = Process.GetCurrentProcess();

        var before = self.TotalProcessorTime;
        var read = ProcessorClock.Read(Environment.ProcessId);
        self.Refresh();

        Assert.InRange(read, before - Step, self.TotalProcessorTime + Step);
    }

    [ToolFact("true")]
    public async Task A_process_that_has_ended_has_none()
    {
        using var ended = Process.Start("true");
        await ended.WaitForExitAsync();

        Assert.Contains("does not run any more", Assert.Throws<InvalidOperationException>(() => ProcessorClock.Read(ended.Id)).Message);
    }
}
