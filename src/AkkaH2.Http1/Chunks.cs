using System.Buffers;
using System.Buffers.Text;
using System.Text;
using AkkaH2.Hpack;

namespace AkkaH2.Http1;

/// <summary>The chunked coding of a response (RFC 9112 §7.1). Kestrel has one of its own, without trailers.</summary>
internal static class Chunks
{
    private const int LongestSize = 8; // digits of an int

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> octets)
    {
        // RFC 9112 §7.1: a chunk of no octets is the last one.
        if (octets.IsEmpty)
            return;

        var size = output.GetSpan(LongestSize + 2);
        Utf8Formatter.TryFormat(octets.Length, size, out var digits, new StandardFormat('x'));
        "\r\n"u8.CopyTo(size[digits..]);
        output.Advance(digits + 2);
        output.Write(octets);
        output.Write("\r\n"u8);
    }

    public static void WriteEnd(IBufferWriter<byte> output, HeaderField[] trailers)
    {
        output.Write("0\r\n"u8);
        foreach (ref readonly var field in trailers.AsSpan())
            Encoding.Latin1.GetBytes($"{field.Name}: {field.Value}\r\n", output);
        output.Write("\r\n"u8);
    }
}
