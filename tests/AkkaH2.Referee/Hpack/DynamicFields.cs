namespace AkkaH2.Referee;

/// <summary>The dynamic table (RFC 7541 §2.3.2, §4): a list, newest field first.</summary>
public sealed class DynamicFields
{
    private readonly List<Field> _fields = [];

    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>RFC 7541 §4.1.</summary>
    public int Size => _fields.Sum(x => x.Size);

    /// <summary>RFC 7541 §4.2; what HTTP/2 begins with is SETTINGS_HEADER_TABLE_SIZE's initial value (RFC 9113 §6.5.2).</summary>
    public int MaxSize { get; private set; } = 4_096;

    /// <summary>RFC 7541 §4.3: the oldest fields go until the rest fits.</summary>
    public void Resize(int maxSize)
    {
        MaxSize = maxSize;
        EvictUntil(maxSize);
    }

    /// <summary>RFC 7541 §4.4: the oldest fields go until the new one fits; one larger than the table leaves it empty.</summary>
    public void Insert(Field field)
    {
        EvictUntil(MaxSize - field.Size);
        if (field.Size <= MaxSize) _fields.Insert(0, field);
    }

    private void EvictUntil(int size)
    {
        while (_fields.Count > 0 && Size > size) _fields.RemoveAt(_fields.Count - 1);
    }
}
