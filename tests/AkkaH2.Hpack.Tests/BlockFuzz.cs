using System.Buffers;

namespace AkkaH2.Hpack.Tests;

/// <summary>
/// Feeds mutated blocks to decoders with small limits. Wrong is: an exception, a field list beyond the limits, a table beyond its size, or a
/// Huffman string that decodes but does not encode to the same octets again. A seed gives the same blocks each time.
/// </summary>
internal sealed class BlockFuzz(int seed)
{
    private const int MaxOctets = 2000;
    private const int MaxFields = 20;
    private const int MaxTable = 300;

    private static readonly HeaderField[][] Messages =
    [
        [new(":method", "GET"), new(":scheme", "https"), new(":authority", "www.example.com"), new(":path", "/orders/1742"), new("accept", "*/*")],
        [new(":status", "200"), new("content-type", "text/plain"), new("content-length", "13"), new("date", "Sun, 22 Nov 2026 18:40:12 GMT")],
        [new("set-cookie", "id=1; Path=/"), new("x-binary", string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet)))],
        [new("x-long", new string('v', 3000)), new("password", "secret", NeverIndexed: true)],
    ];

    private readonly Random _random = new(seed);
    private readonly byte[][] _corpus = [.. Encoded(Messages), .. Encoded(Messages), [0x3F, 0xE1, 0x1F], [0x20, 0x82], []];
    private readonly List<HeaderField> _fields = [];
    private HpackDecoder _decoder = NewDecoder();

    /// <summary>Throws at the first wrong answer; counts the right ones by status.</summary>
    public void Run(int blocks, long[]? tally = null)
    {
        for (var i = 0; i < blocks; i++)
        {
            var block = Mutate(_corpus[_random.Next(_corpus.Length)]);
            var status = CheckDecoder(block);
            CheckHuffman(block);
            if (tally is not null)
                tally[(int)status]++;
        }
    }

    private HpackStatus CheckDecoder(byte[] block)
    {
        _fields.Clear();
        var result = _decoder.Decode(block, _fields);
        Require(_fields.Count <= MaxFields && _fields.Sum(field => field.Size) <= MaxOctets, "fields beyond the limits were kept");
        Require(_decoder.Table.Size <= MaxTable && _decoder.Table.Size == Blocks.Contents(_decoder.Table).Sum(field => field.Size), "a wrong table size");
        Require(result.IsOk == (result.Detail is null), "a detail belongs to every fault and to nothing else");
        if (result.Status == HpackStatus.CompressionError)
            _decoder = NewDecoder();
        return result.Status;
    }

    private static HpackDecoder NewDecoder() => new(MaxTable) { MaxFieldSectionSize = MaxOctets, MaxFieldCount = MaxFields };

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

    private static IEnumerable<byte[]> Encoded(HeaderField[][] messages)
    {
        var encoder = new HpackEncoder(MaxTable);
        return messages.Select(message => encoder.Write(message)).ToArray();
    }

    private byte[] Mutate(byte[] block)
    {
        var octets = new List<byte>(block);
        for (var edits = _random.Next(5); edits > 0; edits--)
            Edit(octets);
        return [.. octets];
    }

    private void Edit(List<byte> octets)
    {
        var at = _random.Next(octets.Count + 1);
        switch (_random.Next(5))
        {
            case 0: octets.Insert(at, (byte)_random.Next(256)); break;
            case 1: octets.RemoveRange(at, Math.Min(_random.Next(8), octets.Count - at)); break;
            case 2: octets.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(12))); break;
            case 3 when at < octets.Count: octets[at] ^= (byte)(1 << _random.Next(8)); break;
            default: octets.InsertRange(at, octets.GetRange(at, Math.Min(_random.Next(40), octets.Count - at))); break;
        }
    }
}
