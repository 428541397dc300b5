using System.Numerics;

namespace AkkaH2.Hpack;

/// <summary>
/// The dynamic table (RFC 7541 §2.3.2): newest field first, oldest evicted first. A ring that grows with use up to
/// the number of fields the maximum size can hold.
/// </summary>
internal sealed class DynamicTable(int maxSize)
{
    private const int FirstCapacity = 4;

    private HeaderField[] _ring = [];

    /// <summary>Octets allowed, by the last size update.</summary>
    public int MaxSize { get; private set; } = maxSize;

    /// <summary>RFC 7541 §4.1: the sum of the sizes of the fields.</summary>
    public int Size { get; private set; }

    public int Count { get; private set; }

    /// <summary>Fields ever inserted: the identity of the newest one.</summary>
    public long Inserted { get; private set; }

    /// <summary>Slots of the ring, a power of two.</summary>
    public int Capacity => _ring.Length;

    /// <summary>The field at a place counted from the newest, which is 0.</summary>
    public ref readonly HeaderField this[int age] => ref _ring[Slot(Inserted - age)];

    /// <summary>Whether the field that was inserted as this one is still there.</summary>
    public bool Holds(long identity) => identity > Inserted - Count;

    /// <summary>The longest name and value together that fit; below 0 when nothing does.</summary>
    public int Room => MaxSize - HeaderField.Overhead;

    /// <summary>RFC 7541 §4.4: evicts until the field fits; a field larger than the table leaves it empty, which is no error.</summary>
    public void Insert(in HeaderField field)
    {
        var size = field.Size;
        EvictTo(MaxSize - size);
        if (size > MaxSize)
            return;

        if (Count == _ring.Length)
            Grow();
        Inserted++;
        Count++;
        Size += size;
        _ring[Slot(Inserted)] = field;
    }

    /// <summary>RFC 7541 §4.3: a smaller maximum evicts.</summary>
    public void Resize(int maxSize)
    {
        MaxSize = maxSize;
        EvictTo(maxSize);
    }

    /// <summary>The effect of inserting a field larger than the table.</summary>
    public void Clear() => EvictTo(0);

    private void EvictTo(int octets)
    {
        while (Size > octets && Count > 0)
        {
            ref var oldest = ref _ring[Slot(Inserted - Count + 1)];
            Size -= oldest.Size;
            Count--;
            oldest = default;
        }
    }

    private void Grow()
    {
        var most = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(MaxSize / HeaderField.Overhead, 1));
        var ring = new HeaderField[_ring.Length == 0 ? Math.Min(FirstCapacity, most) : _ring.Length * 2];
        for (var age = 0; age < Count; age++)
            ring[(Inserted - age) & (ring.Length - 1)] = this[age];
        _ring = ring;
    }

    private int Slot(long identity) => (int)identity & (_ring.Length - 1);
}
