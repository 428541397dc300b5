using System.Buffers;
using AkkaH2.Wire;
using BenchmarkDotNet.Attributes;

namespace AkkaH2.Benchmarks.Wire;

/// <summary>Frames per chunk of 200: nanoseconds are of one frame. Reading goes through the decoder and the assembler.</summary>
public class FrameBenchmarks
{
    private const int Count = 200;

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
    }

    [Params(Mix.Headers, Mix.Data, Mix.WindowUpdate, Mix.All)]
    public Mix Frames { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _frames = [.. Enumerable.Range(0, Count).Select(i => Sample(Frames == Mix.All ? (Mix)(i % (int)Mix.All) : Frames))];
        Write();
        _octets = _output.WrittenSpan.ToArray();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Read()
    {
        var whole = 0;
        _decoder.Append(_octets);
        while (_decoder.TryRead(out var next))
        {
            if (_assembler.Offer(next, out var result) && !result.IsError) whole++;
        }

        return whole;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Write()
    {
        _output.ResetWrittenCount();
        foreach (var frame in _frames) FrameWriter.Write(frame, _output);
        return _output.WrittenCount;
    }

    private static Frame Sample(Mix kind) => kind switch
    {
        Mix.Headers => new HeadersFrame(new StreamId(1), new byte[20], EndStream: true, EndHeaders: true),
        Mix.Data => new DataFrame(new StreamId(1), new byte[100], EndStream: false),
        _ => new WindowUpdateFrame(new StreamId(1), 100),
    };
}
