namespace AkkaH2.Benchmarks.Wire;

/// <summary>The best of many short rounds of each frame benchmark, for one frame.</summary>
internal static class WireBest
{
    public static int Run()
    {
        foreach (var kind in Enum.GetValues<FrameBenchmarks.Mix>())
        {
            var frames = new FrameBenchmarks { Frames = kind };
            frames.Setup();
            Measure($"{kind}: read", frames.Read, frames.OctetsOfAFrame);
            Measure($"{kind}: read, 64 KiB at a time", frames.ReadByReads, frames.OctetsOfAFrame);
            Measure($"{kind}: write", frames.Write, frames.OctetsOfAFrame);
        }

        return 0;
    }

    private static void Measure(string name, Func<int> call, double octets)
    {
        var best = Best.OfLong(call);
        var nanoseconds = best.Nanoseconds / FrameBenchmarks.Count;
        Console.WriteLine(
            $"{name,-36} {octets,7:F0} octets {nanoseconds,8:F1} ns {1e3 / nanoseconds,6:F1} M/s {octets * 1e3 / nanoseconds,9:F0} MB/s {best.Allocated / FrameBenchmarks.Count,5:F0} B");
    }
}
