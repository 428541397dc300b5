using System.Runtime.InteropServices;

namespace AkkaH2.PeerBench.Processes;

/// <summary>The processor time of another process in nanoseconds (Linux); <see cref="System.Diagnostics.Process.TotalProcessorTime"/> has steps of 10 ms.</summary>
internal static partial class ProcessorClock
{
    private const long NanosecondsPerTick = 100;

    /// <summary>User and system time of all threads, of those that have ended too.</summary>
    /// <exception cref="InvalidOperationException">There is no such process.</exception>
    public static TimeSpan Read(int processId)
    {
        if (GetClock(processId, out var clock) != 0 || GetTime(clock, out var time) != 0)
            throw new InvalidOperationException($"process {processId} has no processor clock: it does not run any more");
        return new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / NanosecondsPerTick));
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetClock(int processId, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
