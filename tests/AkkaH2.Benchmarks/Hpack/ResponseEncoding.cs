using System.Buffers;
using AkkaH2.Hpack;
using BenchmarkDotNet.Attributes;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>A response of 4 fields: the same string instances each time, equal strings in new instances, and the first on a connection.</summary>
public class ResponseEncoding
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly HpackEncoder _warmEncoder = new();
    private readonly HeaderField[] _fields = TypicalMessages.Response;
    private readonly HeaderField[][] _copies = [Copy(TypicalMessages.Response), Copy(TypicalMessages.Response)];
    private int _next;

    [Benchmark]
    public int WarmSameInstances()
    {
        _output.ResetWrittenCount();
        _warmEncoder.Encode(_fields, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int WarmNewInstances()
    {
        _output.ResetWrittenCount();
        _warmEncoder.Encode(_copies[_next++ & 1], _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int FirstOnAConnection()
    {
        _output.ResetWrittenCount();
        new HpackEncoder().Encode(_fields, _output);
        return _output.WrittenCount;
    }

    private static HeaderField[] Copy(HeaderField[] fields) =>
        Array.ConvertAll(fields, field => new HeaderField(new string(field.Name.AsSpan()), new string(field.Value.AsSpan())));
}
