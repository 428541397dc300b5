using System.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Protocol.Tests.Fuzz;

namespace AkkaH2.Benchmarks.Protocol;

/// <summary>Runs the tests' fuzz of sessions with one seed after the other until the time is over or something is wrong.</summary>
internal static class SessionFuzzRun
{
    private const int StepsPerSession = 400;

    public static int Run(TimeSpan duration, int firstSeed, Role role)
    {
        var clock = Stopwatch.StartNew();
        var tally = new SessionTally();
        var seed = firstSeed;
        for (; clock.Elapsed < duration; seed++)
        {
            try
            {
                new SessionFuzz(seed, role).Run(StepsPerSession, tally);
            }
            catch (Exception fault)
            {
                Console.Error.WriteLine($"{role}, seed {seed}: {fault}");
                return 1;
            }
        }

        Console.WriteLine($"{role}: {tally} in {clock.Elapsed.TotalSeconds:F0} s, seeds {firstSeed} to {seed - 1}");
        return 0;
    }
}
