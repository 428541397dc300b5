using System.Buffers;

namespace AkkaH2.Hpack.Tests;

/// <summary>The result of a decoder for one block.</summary>
internal sealed record Decoded(HpackResult Result, IReadOnlyList<HeaderField> Fields);

/// <summary>Short forms for blocks and fields; hex digits may stand in groups.</summary>
internal static class Blocks
{
    public static byte[] Octets(string hex) => Convert.FromHexString(string.Concat(hex.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)));

    public static Decoded Read(this HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var fields = new List<HeaderField>();
        return new Decoded(decoder.Decode(block, fields), fields);
    }

    public static Decoded Read(this HpackDecoder decoder, string hex) => decoder.Read(Octets(hex));

    public static byte[] Write(this HpackEncoder encoder, params ReadOnlySpan<HeaderField> fields)
    {
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(fields, output);
        return output.WrittenSpan.ToArray();
    }

    public static HeaderField Field(string name, string value) => new(name, value);

    public static HeaderField Secret(string name, string value) => new(name, value, NeverIndexed: true);

    /// <summary>The fields of a dynamic table, newest first.</summary>
    public static HeaderField[] Contents(DynamicTable table) =>
        Enumerable.Range(0, table.Count).Select(age => table[age]).ToArray();
}
