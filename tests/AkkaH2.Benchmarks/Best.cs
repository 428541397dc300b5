using System.Diagnostics;

namespace AkkaH2.Benchmarks;

/// <summary>The best of many short rounds: a figure that a busy machine does not blur as it does a mean.</summary>
internal static class Best
{
    private const int CallsPerRound = 100;
    private const int WarmUpCalls = 100_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>Nanoseconds and allocated octets of one call.</summary>
    public static BestResult Of(Func<int> call) => Of(call, CallsPerRound, WarmUpCalls);

    /// <summary>The same of calls that take long enough for a round to be one of them.</summary>
    public static BestResult OfLong(Func<int> call) => Of(call, callsPerRound: 1, WarmUpCalls / 100);

    private static BestResult Of(Func<int> call, int callsPerRound, int warmUpCalls)
    {
        Repeat(call, warmUpCalls);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(call, callsPerRound);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new BestResult(BestTicks(call, callsPerRound) * 1e9 / Stopwatch.Frequency / callsPerRound, allocated / (double)callsPerRound);
    }

    private static long BestTicks(Func<int> call, int calls)
    {
        var best = long.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Duration;)
        {
            var start = Stopwatch.GetTimestamp();
            Repeat(call, calls);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return best;
    }

    private static void Repeat(Func<int> call, int times)
    {
        for (var i = 0; i < times; i++)
            call();
    }
}

internal readonly record struct BestResult(double Nanoseconds, double Allocated);
