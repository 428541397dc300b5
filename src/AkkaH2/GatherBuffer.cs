using AkkaH2.Transports;

namespace AkkaH2;

/// <summary>A rented array in which small pieces are gathered one behind the other. Disposing gives it back: then all that was taken out of it must have gone out.</summary>
internal sealed class GatherBuffer(int size) : IDisposable
{
    private byte[] _array = OctetPool.Arrays.Rent(size);
    private int _taken;
    private int _end;

    /// <summary>True while somebody may be writing into <see cref="Free"/>.</summary>
    public bool IsInHands { get; private set; }

    /// <summary>How many octets were gathered and not taken.</summary>
    public int Gathered => _end - _taken;

    /// <summary>How many octets more there is room for.</summary>
    public int Room => _array.Length - _end;

    /// <summary>The room, to be written to.</summary>
    public Memory<byte> Free()
    {
        IsInHands = true;
        return _array.AsMemory(_end);
    }

    /// <summary>So many octets of the room were written.</summary>
    public void Advance(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)octets, (uint)Room);
        IsInHands = false;
        _end += octets;
    }

    /// <summary>The octets that were gathered since the last time.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var taken = _array.AsMemory(_taken, _end - _taken);
        _taken = _end;
        return taken;
    }

    public void Dispose()
    {
        OctetPool.Arrays.Return(_array);
        _array = [];
    }
}
