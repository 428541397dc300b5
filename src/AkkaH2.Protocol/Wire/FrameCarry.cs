namespace AkkaH2.Wire;

/// <summary>
/// The beginning of a frame whose rest is in the next chunk. Two buffers take turns, each as long as the longest frame it has seen; a
/// read that brings more than one such frame gets new ones, since what was taken stays valid until the next read.
/// </summary>
internal sealed class FrameCarry
{
    private const int KeptOctets = 4_096;

    private byte[] _buffer = [];
    private byte[] _taken = [];
    private int _count;
    private bool _lent;

    public bool IsEmpty => _count == 0;

    public ReadOnlyMemory<byte> Octets => _buffer.AsMemory(0, _count);

    /// <summary>Takes from <paramref name="octets"/> what is missing of <paramref name="size"/>; answers how many were taken.</summary>
    public int Fill(int size, ReadOnlySpan<byte> octets)
    {
        var missing = Math.Min(size - _count, octets.Length);
        if (missing <= 0) return 0;

        if (_buffer.Length < size) Array.Resize(ref _buffer, size);
        octets[..missing].CopyTo(_buffer.AsSpan(_count));
        _count += missing;
        return missing;
    }

    /// <summary>Nobody needs any more what was taken before.</summary>
    public void Recycle() => _lent = false;

    /// <summary>Hands the octets out; they are valid until <see cref="Recycle"/>.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var octets = Octets;
        (_buffer, _taken) = (_lent ? [] : _taken, _buffer);
        _lent = true;
        _count = 0;
        return octets;
    }

    /// <summary>Lets go of large buffers between frames, so that an idle connection does not hold them. Memory that was taken stays valid.</summary>
    public void Trim()
    {
        if (_buffer.Length > KeptOctets) _buffer = [];
        if (_taken.Length > KeptOctets) _taken = [];
    }
}
