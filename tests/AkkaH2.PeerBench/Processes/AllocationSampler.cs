using System.Diagnostics.Tracing;
using AkkaH2.PeerBench.Results;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace AkkaH2.PeerBench.Processes;

/// <summary>A random sample of the objects that another .NET process allocates, by the runtime's AllocationSampled events (.NET 10), one for each 100 KB or so.</summary>
internal static class AllocationSampler
{
    /// <summary>The objects sampled while the work went on.</summary>
    public static async Task<IReadOnlyList<SampledObject>> SampleAsync(int processId, Func<Task> work)
    {
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, (long)ClrTraceEventParser.Keywords.AllocationSampling);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession(provider, requestRundown: false);
        var reading = Task.Run(() => Read(session));
        try
        {
            await work();
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
        }

        return await reading;
    }

    private static List<SampledObject> Read(EventPipeSession session)
    {
        List<SampledObject> samples = [];
        using var source = new EventPipeEventSource(session.EventStream);
        source.Clr.AllocationSampling += e => samples.Add(new SampledObject(e.TypeName, e.ObjectSize));
        source.Process();
        return samples;
    }
}
