using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace AkkaH2.PeerBench.Processes;

/// <summary>The managed heap of another .NET process after a full collection, over the runtime's diagnostic port.</summary>
internal static class HeapProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

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
