using System.Buffers;
using AkkaH2.Hpack;
using BenchmarkDotNet.Attributes;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>A request of 8 fields: the first on a connection (with the decoder made anew), and later ones with a known or a new path.</summary>
public class RequestDecoding
{
    private readonly List<HeaderField> _fields = new(16);
    private readonly HpackDecoder _warmDecoder = new();
    private byte[] _first = [];
    private readonly byte[][] _later = new byte[4096][];
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var encoder = new HpackEncoder();
        _first = Encode(encoder, TypicalMessages.Request);
        for (var i = 0; i < _later.Length; i++)
            _later[i] = Encode(encoder, [.. TypicalMessages.Request[..3], new HeaderField(":path", $"/orders/{i}?view=full"), .. TypicalMessages.Request[4..]]);
        _warmDecoder.Decode(_first, _fields);
    }

    [Benchmark]
    public int FirstOnAConnection()
    {
        _fields.Clear();
        new HpackDecoder().Decode(_first, _fields);
        return _fields.Count;
    }

    [Benchmark]
    public int WarmKnownPath() => Decode(_later[0]);

    [Benchmark]
    public int WarmNewPath() => Decode(_later[_next++ & (_later.Length - 1)]);

    private int Decode(byte[] block)
    {
        _fields.Clear();
        _warmDecoder.Decode(block, _fields);
        return _fields.Count;
    }

    private static byte[] Encode(HpackEncoder encoder, HeaderField[] fields)
    {
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(fields, output);
        return output.WrittenSpan.ToArray();
    }
}
