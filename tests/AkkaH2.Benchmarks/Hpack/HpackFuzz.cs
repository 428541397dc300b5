using System.Buffers;
using System.Diagnostics;
using AkkaH2.Hpack;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>
/// Feeds mutated blocks to a decoder with small limits. Wrong is: an exception, a field list beyond the limits, or a Huffman string that
/// decodes but does not encode to the same octets again.
/// </summary>
internal static class HpackFuzz
{
    private const int MaxOctets = 2000;
    private const int MaxFields = 20;
    private const int BlocksPerSeed = 10_000;

    public static int Run(TimeSpan duration, int seed)
    {
        var clock = Stopwatch.StartNew();
        var tally = new long[3];
        for (; clock.Elapsed < duration; seed++)
        {
            try
            {
                RunSeed(new Random(seed), tally);
            }
            catch (Exception fault)
            {
                Console.Error.WriteLine($"seed {seed}: {fault}");
                return 1;
            }
        }

        Console.WriteLine($"{tally.Sum()} blocks in {clock.Elapsed.TotalSeconds:F0} s up to seed {seed - 1}: "
            + string.Join(", ", Enum.GetValues<HpackStatus>().Select(status => $"{tally[(int)status]} {status}")));
        return 0;
    }

    private static void RunSeed(Random random, long[] tally)
    {
        var corpus = Corpus();
        var decoder = NewDecoder();
        var fields = new List<HeaderField>();
        for (var i = 0; i < BlocksPerSeed; i++)
        {
            fields.Clear();
            var block = Mutate(random, corpus[random.Next(corpus.Length)]);
            var result = decoder.Decode(block, fields);
            tally[(int)result.Status]++;
            Require(fields.Count <= MaxFields && fields.Sum(field => field.Size) <= MaxOctets, "fields beyond the limits were kept");
            Require(result.IsOk == (result.Detail is null), "a detail belongs to every fault and to nothing else");
            CheckHuffman(block);
            if (result.Status == HpackStatus.CompressionError)
                decoder = NewDecoder();
        }
    }

    private static HpackDecoder NewDecoder() => new() { MaxFieldSectionSize = MaxOctets, MaxFieldCount = MaxFields };

    private static void CheckHuffman(byte[] coded)
    {
        var plain = new byte[Huffman.GetMaxDecodedLength(coded.Length)];
        if (!Huffman.Decode(coded, plain, out var written).IsOk)
            return;
        var again = new byte[coded.Length];
        Require(Huffman.GetEncodedLength(plain.AsSpan(0, written)) == coded.Length, "another length after decoding");
        Huffman.Encode(plain.AsSpan(0, written), again);
        Require(again.AsSpan().SequenceEqual(coded), "other octets after decoding");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }

    private static byte[][] Corpus()
    {
        var encoder = new HpackEncoder();
        HeaderField[][] messages =
        [
            TypicalMessages.Request, TypicalMessages.Request, TypicalMessages.Response, TypicalMessages.Response,
            [new("set-cookie", "id=1; Path=/"), new("x-binary", string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet)))],
            [new("x-long", new string('v', 3000)), new("password", "secret", NeverIndexed: true)],
        ];
        return [.. messages.Select(message => Encode(encoder, message)), [0x3F, 0xE1, 0x1F], [0x20, 0x82], []];
    }

    private static byte[] Encode(HpackEncoder encoder, HeaderField[] fields)
    {
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(fields, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Mutate(Random random, byte[] block)
    {
        var octets = new List<byte>(block);
        for (var edits = random.Next(5); edits > 0; edits--)
            Edit(random, octets);
        return [.. octets];
    }

    private static void Edit(Random random, List<byte> octets)
    {
        var at = random.Next(octets.Count + 1);
        switch (random.Next(5))
        {
            case 0: octets.Insert(at, (byte)random.Next(256)); break;
            case 1: octets.RemoveRange(at, Math.Min(random.Next(8), octets.Count - at)); break;
            case 2: octets.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(12))); break;
            case 3 when at < octets.Count: octets[at] ^= (byte)(1 << random.Next(8)); break;
            default: octets.InsertRange(at, octets.GetRange(at, Math.Min(random.Next(40), octets.Count - at))); break;
        }
    }
}
