using System.Buffers;

namespace AkkaH2.Wire;

/// <summary>The beginning of a frame whose rest is in the next chunk. Its memory is pooled: none is held between frames.</summary>
/// <param name="pool">Where the memory comes from.</param>
internal sealed class FrameCarry(ArrayPool<byte> pool)
{
    private byte[] _buffer = [];
    private byte[] _taken = [];
    private List<byte[]>? _takenBefore; // by a read that came in several chunks
    private int _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlyMemory<byte> Octets => _buffer.AsMemory(0, _count);

    /// <summary>Takes from <paramref name="octets"/> what is missing of <paramref name="size"/>; answers how many were taken.</summary>
    public int Fill(int size, ReadOnlySpan<byte> octets)
    {
        var missing = Math.Min(size - _count, octets.Length);
        if (missing <= 0) return 0;

        Reserve(size);
        octets[..missing].CopyTo(_buffer.AsSpan(_count));
        _count += missing;
        return missing;
    }

    /// <summary>Hands the octets out; they are valid until <see cref="Recycle"/>.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var octets = Octets;
        if (_taken.Length > 0)
            (_takenBefore ??= []).Add(_taken);
        (_buffer, _taken, _count) = ([], _buffer, 0);
        return octets;
    }

    /// <summary>Nobody needs any more what was taken before.</summary>
    public void Recycle()
    {
        Return(_taken);
        _takenBefore?.ForEach(Return);
        (_taken, _takenBefore) = ([], null);
    }

    private void Reserve(int size)
    {
        if (_buffer.Length >= size) return;

        var larger = pool.Rent(size);
        Octets.CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
    }

    private void Return(byte[] array)
    {
        if (array.Length > 0) pool.Return(array);
    }
}
