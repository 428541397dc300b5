using System.Diagnostics;
using AkkaH2.Protocol.Tests.Wire;

namespace AkkaH2.Benchmarks.Wire;

/// <summary>Runs the tests' fuzz with one seed after the other until the time is over or something is wrong.</summary>
internal static class WireFuzzRun
{
    private const int StreamsPerSeed = 5_000;

    public static int Run(TimeSpan duration, int firstSeed)
    {
        var clock = Stopwatch.StartNew();
        var tally = new WireTally();
        var seed = firstSeed;
        for (; clock.Elapsed < duration; seed++)
        {
            try
            {
                new WireFuzz(seed).Run(StreamsPerSeed, tally);
            }
            catch (Exception fault)
            {
                Console.Error.WriteLine($"seed {seed}: {fault}");
                return 1;
            }
        }

        Console.WriteLine($"{tally} in {clock.Elapsed.TotalSeconds:F0} s, seeds {firstSeed} to {seed - 1}");
        return 0;
    }
}
