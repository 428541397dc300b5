using System.Text;

namespace Akka.IO;

/// <summary>CopyFrom copies; FromBytes wraps, and the caller leaves the array alone from then on.</summary>
public sealed partial class ByteString
{
    public static ByteString CopyFrom(byte[] array) => CopyFrom(array.AsSpan());

    public static ByteString CopyFrom(byte[] array, int offset, int count) => CopyFrom(array.AsSpan(offset, count));

    public static ByteString CopyFrom(ArraySegment<byte> buffer) => CopyFrom(buffer.AsSpan());

    public static ByteString CopyFrom(IEnumerable<ArraySegment<byte>> buffers) => FromBytes(buffers.Select(b => new ArraySegment<byte>(b.ToArray())));

    public static ByteString CopyFrom(Memory<byte> memory) => CopyFrom(memory.Span);

    public static ByteString CopyFrom(Memory<byte> memory, int offset, int count) => CopyFrom(memory.Span.Slice(offset, count));

    public static ByteString CopyFrom(Span<byte> span) => FromBytes(span.ToArray());

    public static ByteString CopyFrom(Span<byte> span, int offset, int count) => CopyFrom(span.Slice(offset, count));

    public static ByteString FromBytes(byte[] array) => FromBytes(new ArraySegment<byte>(array));

    public static ByteString FromBytes(byte[] array, int offset, int count) => FromBytes(new ArraySegment<byte>(array, offset, count));

    public static ByteString FromBytes(ArraySegment<byte> buffer) => buffer.Count == 0 ? Empty : new ByteString(buffer);

    public static ByteString FromBytes(IEnumerable<ArraySegment<byte>> buffers)
    {
        ArraySegment<byte>[] many = [.. buffers.Where(b => b.Count > 0)];
        return many.Length switch
        {
            0 => Empty,
            1 => new ByteString(many[0]),
            _ => new ByteString(many, many.Sum(b => b.Count)),
        };
    }

    public static ByteString FromString(string str) => FromString(str, Encoding.UTF8);

    public static ByteString FromString(string str, Encoding encoding) => FromBytes(encoding.GetBytes(str));

    public static ByteString operator +(ByteString x, ByteString y) => x.Concat(y);

    public static bool operator ==(ByteString? x, ByteString? y) => Equals(x, y);

    public static bool operator !=(ByteString? x, ByteString? y) => !Equals(x, y);

    public static explicit operator byte[](ByteString byteString) => byteString.ToArray();

    public static explicit operator ByteString(byte[] bytes) => CopyFrom(bytes);
}
