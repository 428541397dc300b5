using System.Buffers;
using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>
/// Feeds mutated frame streams to the decoders of a connection with small limits. Wrong is: an exception, more outcomes than the octets
/// allow, anything after a connection error, other outcomes for other chunks, and memory beyond the limits. A seed gives the same streams each time.
/// </summary>
internal sealed class WireFuzz(int seed)
{
    private const int MaxMessages = 6;

    private static readonly int[] ChunkSizes = [1, 2, 3, 7, 9, 10, 13, 64, 300];

    private readonly Random _random = new(seed);
    private readonly byte[][][] _messages = [.. FrameSamples.All.Where(IsWhole).Select(frame => new[] { Octets(frame) }), .. Blocks()];

    /// <summary>Throws at the first wrong answer; counts the right ones by <see cref="WireTally"/>.</summary>
    public void Run(int streams, WireTally? tally = null)
    {
        for (var i = 0; i < streams; i++)
            Check(NextStream(), tally ?? new WireTally());
    }

    private void Check(byte[] octets, WireTally tally)
    {
        var whole = new WireReading(tally).InChunks(octets, octets.Length);
        var pieces = new WireReading(new()).InChunks(octets, ChunkSizes[_random.Next(ChunkSizes.Length)]);
        var kept = new WireReading(new()).InKeptChunks(octets, ChunkSizes[_random.Next(ChunkSizes.Length)]);
        WireReading.Require(whole.SequenceEqual(pieces), $"other outcomes in chunks: {Convert.ToHexString(octets)}");
        WireReading.Require(whole.SequenceEqual(kept), $"other outcomes in kept chunks: {Convert.ToHexString(octets)}");
        tally.Streams++;
    }

    private byte[] NextStream()
    {
        var frames = new List<byte[]>();
        for (var messages = _random.Next(1, MaxMessages); messages > 0; messages--)
            frames.AddRange(_messages[_random.Next(_messages.Length)].Select(frame => frame.ToArray()));
        for (var edits = _random.Next(4); edits > 0; edits--)
            EditFrames(frames);
        var octets = frames.SelectMany(frame => frame).ToList();
        for (var edits = _random.Next(3); edits > 0; edits--)
            EditOctets(octets);
        return [.. octets];
    }

    /// <summary>Frames twice, gone, in another order, or with another header.</summary>
    private void EditFrames(List<byte[]> frames)
    {
        if (frames.Count == 0) return;
        var at = _random.Next(frames.Count);
        switch (_random.Next(8))
        {
            case 0: frames.Insert(at, frames[_random.Next(frames.Count)]); break;
            case 1: frames.RemoveAt(at); break;
            case 2: (frames[0], frames[at]) = (frames[at], frames[0]); break;
            case 3: frames[at][_random.Next(3)] ^= (byte)(1 << _random.Next(8)); break; // length
            case 4: frames[at][2] += (byte)_random.Next(-2, 3); break; // a length nearby
            case 5: frames[at][3] = (byte)_random.Next(0x12); break; // type
            case 6: frames[at][4] ^= (byte)(1 << _random.Next(8)); break; // flags
            default: frames[at][8] = (byte)_random.Next(6); break; // stream
        }
    }

    private void EditOctets(List<byte> octets)
    {
        var at = _random.Next(octets.Count + 1);
        switch (_random.Next(5))
        {
            case 0: octets.Insert(at, (byte)_random.Next(256)); break;
            case 1: octets.RemoveRange(at, Math.Min(_random.Next(12), octets.Count - at)); break;
            case 2: octets.RemoveRange(at, octets.Count - at); break;
            case 3 when at < octets.Count: octets[at] ^= (byte)(1 << _random.Next(8)); break;
            default: octets.InsertRange(at, octets.GetRange(at, Math.Min(_random.Next(60), octets.Count - at))); break;
        }
    }

    /// <summary>The samples' fragments are no HPACK: they would end nearly every stream at its beginning.</summary>
    private static bool IsWhole(Frame frame) => frame is not (HeadersFrame or ContinuationFrame or PushPromiseFrame);

    /// <summary>Field blocks in one frame and in many, first and on a warm table; one above each limit.</summary>
    private static IEnumerable<byte[][]> Blocks()
    {
        HeaderField[] request = [new(":method", "GET"), new(":scheme", "https"), new(":authority", "www.example.com"), new(":path", "/orders/1742"), new("cookie", "a=1")];
        HeaderField[] longer = [.. request, new("x-long", new string('v', 200))];
        var encoder = new HpackEncoder(WireReading.MaxTable);
        var (first, again, large) = (Encode(encoder, request), Encode(encoder, request), Encode(encoder, longer));
        yield return [Headers(first, true), Headers(again, true)];
        yield return [Octets(new HeadersFrame(new(3), first, EndStream: false, EndHeaders: true) { Priority = new(new(1), true, 256), PadLength = 4 })];
        yield return [Octets(new PushPromiseFrame(new(1), new(2), first, EndHeaders: true) { PadLength = 3 })];
        yield return [Headers(first[..5], false), Continuation(first[5..9], false), Continuation(first[9..], true)];
        yield return [Headers(first, true), Headers(large[..20], false), Continuation(large[20..], true)];
        yield return [Headers(first[..1], false), .. first[1..].Chunk(4).Select(part => Continuation(part, false))];
        yield return [Headers(new byte[WireReading.MaxBlock + 1], true)];
        yield return [Headers(Enumerable.Repeat((byte)0x82, WireReading.MaxFields + 1).ToArray(), true)];
    }

    private static byte[] Headers(byte[] fragment, bool end) => Octets(new HeadersFrame(new(1), fragment, EndStream: true, end));

    private static byte[] Continuation(byte[] fragment, bool end) => Octets(new ContinuationFrame(new(1), fragment, end));

    private static byte[] Encode(HpackEncoder encoder, HeaderField[] fields)
    {
        var block = new ArrayBufferWriter<byte>();
        encoder.Encode(fields, block);
        return block.WrittenSpan.ToArray();
    }

    private static byte[] Octets(Frame frame)
    {
        var octets = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, octets);
        return octets.WrittenSpan.ToArray();
    }
}

/// <summary>How many streams, and what came out of them.</summary>
internal sealed class WireTally
{
    public long Streams { get; set; }

    public long Frames { get; set; }

    public long Sections { get; set; }

    public long StreamErrors { get; set; }

    public long ConnectionErrors { get; set; }

    public override string ToString() =>
        $"{Streams} streams: {Frames} frames, {Sections} field sections, {StreamErrors} stream errors, {ConnectionErrors} connection errors";
}

/// <summary>One connection's decoders, and the record of all that they answered.</summary>
internal sealed class WireReading(WireTally tally)
{
    public const int MaxTable = 300;
    public const int MaxBlock = 160;
    public const int MaxFields = 20;

    private const int MaxOctets = 2_000;
    private const int MaxContinuations = 4;

    // The longest frame twice (one is lent, one grows), the tables, and lists while they grow; beyond that a part of what came.
    private const int FixedMemory = 2 * FrameDecoder.MinMaxFrameSize + 16_384;
    private const int MemoryOfAnOctet = 256;

    private readonly FrameDecoder _decoder = new();
    private readonly FieldBlockAssembler _assembler = new(MaxBlock, MaxContinuations);
    private readonly HpackDecoder _hpack = new(MaxTable) { MaxFieldSectionSize = MaxOctets, MaxFieldCount = MaxFields };
    private readonly List<HeaderField> _fields = [];
    private readonly ArrayBufferWriter<byte> _record = new(1 << 14);
    private bool _failed;
    private int _outcomes;

    /// <summary>Every chunk is overwritten when it has been read: nothing may still point into it.</summary>
    public ReadOnlySpan<byte> InChunks(byte[] octets, int size)
    {
        var chunk = new byte[size];
        for (var at = 0; at < octets.Length; at += size)
        {
            var count = Math.Min(size, octets.Length - at);
            octets.AsSpan(at, count).CopyTo(chunk);
            _decoder.Append(chunk.AsMemory(0, count));
            for (Outcome<Frame> next; TryRead(out next, octets.Length);)
                Take(next);
            chunk.AsSpan().Fill(0xAA);
        }

        return End();
    }

    /// <summary>Parts of one read: all frames are valid until its end.</summary>
    public ReadOnlySpan<byte> InKeptChunks(byte[] octets, int size)
    {
        var read = new List<Outcome<Frame>>();
        for (var at = 0; at < octets.Length; at += size)
        {
            _decoder.Append(octets.AsMemory(at, Math.Min(size, octets.Length - at)), keep: at > 0);
            for (Outcome<Frame> next; TryRead(out next, octets.Length);)
                read.Add(next);
        }

        read.ForEach(Take);
        return End();
    }

    public static void Require(bool condition, string otherwise)
    {
        if (!condition) throw new InvalidOperationException(otherwise);
    }

    private bool TryRead(out Outcome<Frame> next, int octets)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var more = _decoder.TryRead(out next);
        RequireMemory(before, octets);
        if (more) Require(++_outcomes * FrameHeader.Size <= octets, "more outcomes than frame headers");
        return more;
    }

    private void Take(Outcome<Frame> next)
    {
        if (_failed) return;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var any = _assembler.Offer(next, out var whole);
        RequireMemory(before, MaxBlock);
        if (!any) return;

        Record(whole);
        if (Block(whole.Value) is { } block) Decode(block.Span);
        if (whole.Error is Http2Error.OnConnection) Fail(whole);
    }

    // RFC 9113 §5.4.1: after a connection error nothing comes any more.
    private void Fail(Outcome<Frame> error)
    {
        _failed = true;
        Require(!_assembler.Offer(SettingsFrame.Acknowledgement, out _) && !_assembler.IsOpen, $"a frame after {error}");
    }

    private void Decode(ReadOnlySpan<byte> block)
    {
        Require(block.Length <= MaxBlock, "a field block beyond the limit");
        _fields.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = _hpack.Decode(block, _fields);
        RequireMemory(before, MaxBlock);
        Require(_fields.Count <= MaxFields && _fields.Sum(field => field.Size) <= MaxOctets, "fields beyond the limits");
        _failed = result.Status == HpackStatus.CompressionError;
        if (_failed) tally.ConnectionErrors++;
        else tally.Sections++;
        Text($"{result.Status} {result.Detail}");
        _fields.ForEach(field => Text($"{field.Name}={field.Value} {field.NeverIndexed}"));
    }

    private static ReadOnlyMemory<byte>? Block(Frame? frame) => frame switch
    {
        HeadersFrame headers => headers.Fragment,
        PushPromiseFrame promise => promise.Fragment,
        _ => (ReadOnlyMemory<byte>?)null, // a bare null would be an empty block
    };

    private void Record(Outcome<Frame> outcome)
    {
        switch (outcome)
        {
            case { Value: { } frame }: tally.Frames++; FrameWriter.Write(frame, _record); break;
            case { Error: Http2Error.OnStream error }: tally.StreamErrors++; Text(error.ToString()); break;
            default: tally.ConnectionErrors++; Text($"{outcome.Error}"); break;
        }
    }

    private ReadOnlySpan<byte> End()
    {
        if (!_failed) Text($"{_decoder.IsAtFrameBoundary} {_assembler.IsOpen}");
        return _record.WrittenSpan;
    }

    private void Text(string line) => Encoding.UTF8.GetBytes(line, _record);

    private static void RequireMemory(long before, int octets) =>
        Require(GC.GetAllocatedBytesForCurrentThread() - before <= FixedMemory + (long)MemoryOfAnOctet * octets, "memory beyond the limits");
}
