using System.Diagnostics;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>The best of many short rounds of each HPACK benchmark: a figure that a busy machine does not blur as it does a mean.</summary>
internal static class HpackBest
{
    private const int CallsPerRound = 100;
    private const int WarmUpCalls = 100_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static int Run()
    {
        var requests = new RequestDecoding();
        requests.Setup();
        Measure("decode a request, known path", requests.WarmKnownPath);
        Measure("decode a request, new path", requests.WarmNewPath);
        Measure("decode the first request, new decoder", requests.FirstOnAConnection);

        var responses = new ResponseEncoding();
        Measure("encode a response, same instances", responses.WarmSameInstances);
        Measure("encode a response, new instances", responses.WarmNewInstances);
        Measure("encode the first response, new encoder", responses.FirstOnAConnection);

        foreach (var octets in new[] { 20, 1000 })
        {
            var huffman = new HuffmanCoding { Octets = octets };
            huffman.Setup();
            Measure($"Huffman: decode {octets} octets", huffman.Decode);
            Measure($"Huffman: encode {octets} octets", huffman.Encode);
        }

        return 0;
    }

    private static void Measure(string name, Func<int> call)
    {
        for (var i = 0; i < WarmUpCalls; i++)
            call();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < CallsPerRound; i++)
            call();
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / CallsPerRound;
        Console.WriteLine($"{name,-40} {BestNanoseconds(call),9:F1} ns {allocated,6} B");
    }

    private static double BestNanoseconds(Func<int> call)
    {
        var best = long.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Duration;)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < CallsPerRound; i++)
                call();
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return best * 1e9 / Stopwatch.Frequency / CallsPerRound;
    }
}
