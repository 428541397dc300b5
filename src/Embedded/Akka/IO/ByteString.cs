using System.Collections;
using System.Text;

namespace Akka.IO;

/// <summary>An immutable rope of octets. One segment is held inline, so that a read or a write costs one object.</summary>
public sealed partial class ByteString : IEquatable<ByteString>, IEnumerable<byte>
{
    private readonly ArraySegment<byte> _single;
    private readonly ArraySegment<byte>[]? _many;

    private ByteString(ArraySegment<byte> single)
    {
        _single = single;
        Count = single.Count;
    }

    private ByteString(ArraySegment<byte>[] many, int count)
    {
        _many = many;
        Count = count;
    }

    public static ByteString Empty { get; } = new(ArraySegment<byte>.Empty);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public bool IsCompact => _many is null;

    public byte this[int index] => Count > (uint)index ? At(index) : throw new IndexOutOfRangeException($"index {index} of {Count} octets");

    internal ReadOnlySpan<ArraySegment<byte>> Segments => _many is null ? new ReadOnlySpan<ArraySegment<byte>>(in _single) : _many;

    public ByteString Compact() => IsCompact ? this : new ByteString(new ArraySegment<byte>(ToArray()));

    public ByteString Concat(ByteString other)
    {
        if (IsEmpty) return other;
        if (other.IsEmpty) return this;
        return new ByteString([.. Segments, .. other.Segments], checked(Count + other.Count));
    }

    public ByteString Slice(int index) => Slice(index, Math.Max(Count - index, 0));

    /// <summary>At most <paramref name="count"/> octets from <paramref name="index"/> on; what lies behind the end is left out.</summary>
    public ByteString Slice(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, Count - index);
        if (count <= 0) return Empty;
        if (count == Count) return this;
        return _many is null ? new ByteString(_single.Slice(index, count)) : SliceMany(index, count);
    }

    public int IndexOf(byte b) => IndexOf(b, 0);

    public int IndexOf(byte b, int from)
    {
        var before = 0;
        foreach (var segment in Segments)
        {
            var skip = Math.Clamp(from - before, 0, segment.Count);
            var found = segment.AsSpan(skip).IndexOf(b);
            if (found >= 0) return before + skip + found;
            before += segment.Count;
        }
        return -1;
    }

    public byte[] ToArray()
    {
        if (IsEmpty) return [];
        var array = GC.AllocateUninitializedArray<byte>(Count);
        CopyInto(array);
        return array;
    }

    public int CopyTo(byte[] buffer, int index, int count) => CopyInto(buffer.AsSpan(index, count));

    public int CopyTo(ref Memory<byte> buffer) => CopyInto(buffer.Span);

    public int CopyTo(ref Memory<byte> buffer, int index, int count) => CopyInto(buffer.Span.Slice(index, count));

    public int CopyTo(ref Span<byte> buffer) => CopyInto(buffer);

    public int CopyTo(ref Span<byte> buffer, int index, int count) => CopyInto(buffer.Slice(index, count));

    public void WriteTo(Stream stream)
    {
        foreach (var segment in Segments) stream.Write(segment);
    }

    public async Task WriteToAsync(Stream stream)
    {
        for (var i = 0; i < Segments.Length; i++) await stream.WriteAsync(Segments[i]).ConfigureAwait(false);
    }

    public IEnumerator<byte> GetEnumerator()
    {
        for (var i = 0; i < Segments.Length; i++)
            foreach (var octet in Segments[i])
                yield return octet;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ByteString? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || Count != other.Count) return false;
        return IsCompact && other.IsCompact ? _single.AsSpan().SequenceEqual(other._single) : ToArray().AsSpan().SequenceEqual(other.ToArray());
    }

    public override bool Equals(object? obj) => Equals(obj as ByteString);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(IsCompact ? _single : ToArray());
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(IsCompact ? _single : ToArray());

    private int CopyInto(Span<byte> target)
    {
        var copied = 0;
        foreach (var segment in Segments)
        {
            var count = Math.Min(segment.Count, target.Length - copied);
            segment.AsSpan(0, count).CopyTo(target[copied..]);
            copied += count;
        }
        return copied;
    }

    private byte At(int index)
    {
        foreach (var segment in Segments)
        {
            if (index < segment.Count) return segment[index];
            index -= segment.Count;
        }
        return 0;
    }

    private ByteString SliceMany(int index, int count)
    {
        var parts = new List<ArraySegment<byte>>();
        var left = count;
        foreach (var segment in Segments)
        {
            var skip = Math.Min(index, segment.Count);
            var take = Math.Min(left, segment.Count - skip);
            if (take > 0) parts.Add(segment.Slice(skip, take));
            (index, left) = (index - skip, left - take);
        }
        return parts.Count == 1 ? new ByteString(parts[0]) : new ByteString([.. parts], count);
    }
}
