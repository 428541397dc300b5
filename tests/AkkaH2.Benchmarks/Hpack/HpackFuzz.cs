using System.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Hpack.Tests;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>Runs the tests' fuzz with one seed after the other until the time is over or something is wrong.</summary>
internal static class HpackFuzz
{
    private const int BlocksPerSeed = 10_000;

    public static int Run(TimeSpan duration, int firstSeed)
    {
        var clock = Stopwatch.StartNew();
        var tally = new long[3];
        var seed = firstSeed;
        for (; clock.Elapsed < duration; seed++)
        {
            try
            {
                new BlockFuzz(seed).Run(BlocksPerSeed, tally);
            }
            catch (Exception fault)
            {
                Console.Error.WriteLine($"seed {seed}: {fault}");
                return 1;
            }
        }

        Console.WriteLine($"{tally.Sum()} blocks in {clock.Elapsed.TotalSeconds:F0} s, seeds {firstSeed} to {seed - 1}: "
            + string.Join(", ", Enum.GetValues<HpackStatus>().Select(status => $"{tally[(int)status]} {status}")));
        return 0;
    }
}
