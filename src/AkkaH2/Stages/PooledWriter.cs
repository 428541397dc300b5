using System.Buffers;
using AkkaH2.Protocol;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>
/// An <see cref="IBufferWriter{T}"/> that rents its memory and gives it back when it is cleared: an idle connection holds nothing.
/// Memory that was handed out as <see cref="Written"/> stays good until then, also when the writer grows.
/// </summary>
/// <param name="pool">Where the memory comes from and goes back to; the shared pool unless said otherwise.</param>
internal sealed class PooledWriter(ArrayPool<byte>? pool = null) : IBlockBuffer
{
    private const int Smallest = 512;

    private readonly ArrayPool<byte> _pool = pool ?? OctetPool.Arrays;
    private byte[] _array = [];
    private List<byte[]>? _outgrown;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(Length);
    }

    /// <summary>Makes room for so many octets more.</summary>
    public void Reserve(int octets)
    {
        if (_array.Length - Length >= octets)
            return;

        var larger = _pool.Rent(Math.Max(Smallest, Math.Max(Length + octets, Length * 2)));
        Written.CopyTo(larger);
        if (_array.Length > 0)
            (_outgrown ??= []).Add(_array);
        _array = larger;
    }

    /// <summary>Forgets what was written; its memory may be used by others from now on.</summary>
    public void Clear()
    {
        if (_array.Length == 0)
            return;

        _pool.Return(_array);
        _outgrown?.ForEach(array => _pool.Return(array));
        (_array, _outgrown, Length) = ([], null, 0);
    }
}
