using System.Buffers;

namespace AkkaH2.Hpack.Tests;

/// <summary>
/// Feeds mutated blocks to a decoder with small limits and to one without. Wrong is: an exception, fields, a table or memory beyond the
/// limits, other answers or tables because of the limits, fields that do not survive being encoded again, or a Huffman string that decodes
/// but does not encode to the same octets again. A seed gives the same blocks each time.
/// </summary>
internal sealed class BlockFuzz(int seed)
{
    private const int MaxOctets = 2000;
    private const int MaxFields = 20;
    private const int MaxTable = 300;

    // The memory that a fault's text, a short list and a small table may take, and that of fields within the limits.
    private const int FixedMemory = 8_192 + 4 * MaxOctets;

    private static readonly HeaderField[][] Messages =
    [
        [new(":method", "GET"), new(":scheme", "https"), new(":authority", "www.example.com"), new(":path", "/orders/1742"), new("accept", "*/*")],
        [new(":status", "200"), new("content-type", "text/plain"), new("content-length", "13"), new("date", "Sun, 22 Nov 2026 18:40:12 GMT")],
        [new("set-cookie", "id=1; Path=/"), new("x-binary", string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet)))],
        [new("x-long", new string('v', 3000)), new("password", "secret", NeverIndexed: true)],
    ];

    // A literal with indexing (RFC 7541 §6.2.1) of 3000 octets: larger than the table and the list may be.
    private static readonly byte[] InsertedBeyondAll = [0x40, 0x01, (byte)'b', 0x7F, 0xB9, 0x16, .. new byte[3000]];

    private readonly Random _random = new(seed);
    private readonly byte[][] _corpus = [.. Encoded(Messages), .. Encoded(Messages), InsertedBeyondAll, [0x3F, 0xE1, 0x1F], [0x20, 0x82], []];
    private readonly List<HeaderField> _fields = new(MaxFields);
    private readonly List<HeaderField> _all = [];
    private readonly HpackEncoder _nextHop = new(MaxTable);
    private readonly HpackDecoder _behind = new();
    private HpackDecoder _decoder = NewDecoder();
    private HpackDecoder _unlimited = new(MaxTable);

    /// <summary>Throws at the first wrong answer; counts the right ones by status.</summary>
    public void Run(int blocks, long[]? tally = null)
    {
        foreach (var block in _corpus)
            NewDecoder().Read(block); // tables that the process makes once are nobody's memory

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
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = _decoder.Decode(block, _fields);
        Require(GC.GetAllocatedBytesForCurrentThread() - before <= FixedMemory, "memory beyond the limits");
        Require(_fields.Count <= MaxFields && _fields.Sum(field => field.Size) <= MaxOctets, "fields beyond the limits were kept");
        Require(_decoder.Table.Size <= MaxTable && _decoder.Table.Size == Blocks.Contents(_decoder.Table).Sum(field => field.Size), "a wrong table size");
        Require(result.IsOk == (result.Detail is null), "a detail belongs to every fault and to nothing else");
        CheckAgainstUnlimited(block, result);
        if (result.Status == HpackStatus.CompressionError)
            (_decoder, _unlimited) = (NewDecoder(), new HpackDecoder(MaxTable));
        else
            CheckNextHop();
        return result.Status;
    }

    /// <summary>Limits leave fields out and change nothing else.</summary>
    private void CheckAgainstUnlimited(byte[] block, HpackResult limited)
    {
        _all.Clear();
        var result = _unlimited.Decode(block, _all);
        Require(result.IsOk ? limited.IsOk == (_all.Count == _fields.Count) : result == limited, "another answer because of the limits");
        Require(result.IsOk == (limited.Status != HpackStatus.CompressionError), "a fault because of the limits");
        Require(_all.Take(_fields.Count).SequenceEqual(_fields), "other fields because of the limits");
        Require(Blocks.Contents(_decoder.Table).SequenceEqual(Blocks.Contents(_unlimited.Table)), "another table because of the limits");
    }

    /// <summary>Decoded fields are encoded and decoded again, marks included: our encoder may only add some (RFC 7541 §7.1.3).</summary>
    private void CheckNextHop()
    {
        var decoded = _behind.Read(_nextHop.Write([.. _fields]));
        Require(decoded.Result.IsOk && decoded.Fields.Count == _fields.Count, "a block of ours that cannot be decoded");
        for (var i = 0; i < _fields.Count; i++)
            Require(decoded.Fields[i] == _fields[i] with { NeverIndexed = _fields[i].NeverIndexed || decoded.Fields[i].NeverIndexed }, "another field behind the next hop");
        Require(Blocks.Contents(_nextHop.Table).SequenceEqual(Blocks.Contents(_behind.Table)), "the tables of the next hop differ");
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
