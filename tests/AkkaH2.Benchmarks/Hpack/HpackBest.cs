namespace AkkaH2.Benchmarks.Hpack;

/// <summary>The best of many short rounds of each HPACK benchmark.</summary>
internal static class HpackBest
{
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
        var best = Best.Of(call);
        Console.WriteLine($"{name,-40} {best.Nanoseconds,9:F1} ns {best.Allocated,6:F0} B");
    }
}
