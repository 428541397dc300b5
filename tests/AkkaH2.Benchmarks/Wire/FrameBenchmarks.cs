using System.Buffers;
using AkkaH2.Wire;
using BenchmarkDotNet.Attributes;

namespace AkkaH2.Benchmarks.Wire;

/// <summary>Frames by the 200: nanoseconds are of one frame. Reading goes through the decoder and the assembler.</summary>
public class FrameBenchmarks
{
    public const int Count = 200;

    private const int SmallData = 100;
    private const int LargeData = FrameDecoder.MinMaxFrameSize;
    private const int OctetsOfARead = 65_536;

    private readonly FrameDecoder _decoder = new();
    private readonly FieldBlockAssembler _assembler = new(maxBlockOctets: 65_536, maxContinuations: 8);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);
    private Frame[] _frames = [];
    private byte[] _octets = [];

    public enum Mix
    {
        Headers,
        Data,
        WindowUpdate,
        All,
        LargeData,
    }

    [Params(Mix.Headers, Mix.Data, Mix.WindowUpdate, Mix.All, Mix.LargeData)]
    public Mix Frames { get; set; }

    /// <summary>Octets of one frame on the wire, on average.</summary>
    public double OctetsOfAFrame => _octets.Length / (double)Count;

    [GlobalSetup]
    public void Setup()
    {
        _frames = [.. Enumerable.Range(0, Count).Select(i => Sample(Frames == Mix.All ? (Mix)(i % (int)Mix.All) : Frames))];
        Write();
        _octets = _output.WrittenSpan.ToArray();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Read() => Read(_octets);

    /// <summary>As a transport does: frames on the border of two reads are put together.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int ReadByReads()
    {
        var whole = 0;
        for (var at = 0; at < _octets.Length; at += OctetsOfARead)
            whole += Read(_octets.AsMemory(at, Math.Min(OctetsOfARead, _octets.Length - at)));
        return whole;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Write()
    {
        _output.ResetWrittenCount();
        foreach (var frame in _frames) FrameWriter.Write(frame, _output);
        return _output.WrittenCount;
    }

    private int Read(ReadOnlyMemory<byte> octets)
    {
        var whole = 0;
        _decoder.Append(octets);
        while (_decoder.TryRead(out var next))
        {
            if (_assembler.Offer(next, out var result) && !result.IsError) whole++;
        }

        return whole;
    }

    private static Frame Sample(Mix kind) => kind switch
    {
        Mix.Headers => new HeadersFrame(new StreamId(1), new byte[20], EndStream: true, EndHeaders: true),
        Mix.Data => new DataFrame(new StreamId(1), new byte[SmallData], EndStream: false),
        Mix.LargeData => new DataFrame(new StreamId(1), new byte[LargeData], EndStream: false),
        _ => new WindowUpdateFrame(new StreamId(1), 100),
    };
}
