namespace AkkaH2.Hpack;

/// <summary>Keeps the fields of one block within the limits and counts the others.</summary>
internal ref struct FieldSection(List<HeaderField> fields, int maxOctets, int maxCount)
{
    private long _octets;
    private int _count;

    /// <summary>Both sums only grow: once a field was beyond the limits, no later one is kept.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The longest name and value together that a next field may have to be kept; below 0 when none is kept any more.</summary>
    public readonly long Room => _count < maxCount ? maxOctets - _octets - HeaderField.Overhead : -1;

    public readonly HpackResult Result => IsOver ? new HpackResult(HpackStatus.ListTooLarge, Detail) : default;

    private readonly string Detail => _octets > maxOctets
        ? $"a field section of {_octets} octets where {maxOctets} are allowed"
        : $"a field section of {_count} fields where {maxCount} are allowed";

    public void Add(in HeaderField field)
    {
        Count(field.Name.Length + (long)field.Value.Length);
        if (!IsOver)
            fields.Add(field);
    }

    /// <summary>RFC 9113 §6.5.2: a field counts with its uncompressed octets and 32.</summary>
    public void Count(long octets)
    {
        _octets += octets + HeaderField.Overhead;
        _count++;
        IsOver = _octets > maxOctets || _count > maxCount;
    }
}
