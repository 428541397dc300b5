using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace AkkaH2.PeerBench.Processes;

/// <summary>The managed heap of another .NET process after a full collection, over the runtime's diagnostic port.</summary>
internal static class HeapProbe
{
    private const double Unchanged = 0.01;
    private const int MostAttempts = 15;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The same once it no longer changes by more than a hundredth within a second: a server takes its time to let go of closed connections.</summary>
    public static async Task<long> MeasureSettledAsync(int processId)
    {
        var heap = await MeasureAsync(processId);
        for (var attempt = 1; attempt < MostAttempts; attempt++)
        {
            await Task.Delay(Pause);
            var (before, now) = (heap, await MeasureAsync(processId));
            heap = now;
            if (Math.Abs(now - before) <= before * Unchanged)
                break;
        }

        return heap;
    }

    /// <summary>The octets that survive a full collection, which the probe itself asks for. Free space between them does not count.</summary>
    public static async Task<long> MeasureAsync(int processId)
    {
        // A session with this keyword makes the runtime collect once, and say what is left.
        const long Collect = (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect);
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Collect);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession(provider, requestRundown: false);
        var heap = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => Read(session, heap));
        try
        {
            return await heap.Task.WaitAsync(Deadline);
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
            await reading;
        }
    }

    private static void Read(EventPipeSession session, TaskCompletionSource<long> heap)
    {
        using var source = new EventPipeEventSource(session.EventStream);
        var induced = false;
        source.Clr.GCStart += start => induced |= start.Depth == 2;
        source.Clr.GCHeapStats += stats =>
        {
            if (induced)
                heap.TrySetResult(stats.TotalPromoted);
        };
        source.Process();
        heap.TrySetException(new InvalidOperationException("the process ended its diagnostic session before it had collected"));
    }
}
