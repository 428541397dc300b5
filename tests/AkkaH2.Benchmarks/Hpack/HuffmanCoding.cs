using System.Text;
using AkkaH2.Hpack;
using BenchmarkDotNet.Attributes;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>Text of a long cookie or URL, and of a usual value. Throughput is decoded octets in the mean time: 1000 octets in 2.5 µs are 400 MB/s.</summary>
public class HuffmanCoding
{
    private const string Sample = "https://www.example.com/orders/1742?view=full&session=8f14e45fceea167a5a36dedd4bea2543; max-age=3600, text/html;q=0.9 ";

    private byte[] _plain = [];
    private byte[] _coded = [];
    private byte[] _room = [];

    [Params(20, 1000)]
    public int Octets { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plain = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Sample, 9))[..Octets]);
        _coded = new byte[Huffman.GetEncodedLength(_plain)];
        Huffman.Encode(_plain, _coded);
        _room = new byte[Huffman.GetMaxDecodedLength(_coded.Length)];
    }

    [Benchmark]
    public int Decode()
    {
        Huffman.Decode(_coded, _room, out var written);
        return written;
    }

    [Benchmark]
    public int Encode() => Huffman.Encode(_plain, _room);

    [Benchmark]
    public int EncodedLength() => Huffman.GetEncodedLength(_plain);
}
