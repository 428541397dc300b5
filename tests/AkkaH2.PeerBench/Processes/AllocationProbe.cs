using System.Diagnostics.Tracing;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace AkkaH2.PeerBench.Processes;

/// <summary>
/// The octets that another .NET process allocates, by its own counter <c>alloc-rate</c> of System.Runtime (<see cref="GC.GetTotalAllocatedBytes"/>), over the diagnostic port.
/// The counter runs behind by what is left of each thread's allocation context, a few KB a thread.
/// </summary>
internal static class AllocationProbe
{
    private const string Provider = "System.Runtime";
    private const string Counter = "alloc-rate";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>What the process allocates during the work, less what it allocates in the same time without it.</summary>
    public static async Task<double> MeasureAsync(int processId, Func<Task> work)
    {
        var provider = new EventPipeProvider(Provider, EventLevel.Informational, (long)EventKeywords.All, new Dictionary<string, string>
        {
            ["EventCounterIntervalSec"] = Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        });
        using var session = new DiagnosticsClient(processId).StartEventPipeSession(provider, requestRundown: false);
        var counts = Channel.CreateUnbounded<AllocationCount>();
        var reading = Task.Run(() => Read(session, counts.Writer));
        try
        {
            return await MeasureAsync(counts.Reader, work);
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
            await reading;
        }
    }

    private static async Task<double> MeasureAsync(ChannelReader<AllocationCount> counts, Func<Task> work)
    {
        await NextAsync(counts); // of an interval that began before the session did
        List<AllocationCount> quiet = [await NextAsync(counts), await NextAsync(counts)];
        await work();
        var end = DateTime.UtcNow;
        List<AllocationCount> busy = [await NextAsync(counts)];
        while (busy[^1].Time < end)
            busy.Add(await NextAsync(counts));
        return AllocationCount.Extra(quiet, busy);
    }

    private static async Task<AllocationCount> NextAsync(ChannelReader<AllocationCount> counts)
    {
        using var limit = new CancellationTokenSource(Deadline);
        return await counts.ReadAsync(limit.Token);
    }

    private static void Read(EventPipeSession session, ChannelWriter<AllocationCount> counts)
    {
        using var source = new EventPipeEventSource(session.EventStream);
        source.Dynamic.AddCallbackForProviderEvent(Provider, "EventCounters", e =>
        {
            if (e.PayloadByName("") is IDictionary<string, object> outer && outer["Payload"] is IDictionary<string, object> counter && (string)counter["Name"] == Counter)
                counts.TryWrite(new AllocationCount(e.TimeStamp.ToUniversalTime(), Convert.ToDouble(counter["Increment"], CultureInfo.InvariantCulture)));
        });
        source.Process();
        counts.TryComplete(new InvalidOperationException("the process ended its diagnostic session"));
    }
}

/// <summary>What a process allocated in an interval.</summary>
/// <param name="Time">The end of the interval.</param>
/// <param name="Octets">The size of all objects that were allocated in it.</param>
internal readonly record struct AllocationCount(DateTime Time, double Octets)
{
    /// <summary>What the busy intervals have more than so many quiet ones; all are equally long.</summary>
    public static double Extra(IReadOnlyCollection<AllocationCount> quiet, IReadOnlyCollection<AllocationCount> busy) =>
        busy.Sum(count => count.Octets) - (busy.Count * quiet.Average(count => count.Octets));
}
