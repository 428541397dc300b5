namespace AkkaH2.Wire;

/// <summary>
/// The beginning of a frame whose rest is in the next chunk. What was taken stays valid while the next frame is being gathered:
/// two buffers take turns, each as long as the longest frame it has seen.
/// </summary>
internal sealed class FrameCarry
{
    private const int KeptOctets = 4_096;

    private byte[] _buffer = [];
    private byte[] _taken = [];
    private int _count;

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

    /// <summary>Hands the octets out; they are valid until this is called again.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var octets = Octets;
        (_buffer, _taken) = (_taken, _buffer);
        _count = 0;
        return octets;
    }

    /// <summary>Lets go of large buffers between frames, so that an idle connection does not hold them. What was taken stays valid.</summary>
    public void Trim()
    {
        if (_buffer.Length > KeptOctets) _buffer = [];
        if (_taken.Length > KeptOctets) _taken = [];
    }
}
