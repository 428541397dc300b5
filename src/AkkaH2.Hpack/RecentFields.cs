namespace AkkaH2.Hpack;

/// <summary>
/// Where the fields of the last blocks are found, by place and reference: most messages of a connection carry the same string
/// instances in the same order, and then nothing is hashed or compared.
/// </summary>
internal sealed class RecentFields
{
    private const int Places = 16;

    private readonly Recent[] _places = new Recent[Places];

    /// <summary>The identity noted for exactly these instances at this place, or 0.</summary>
    public long Find(int place, in HeaderField field)
    {
        ref readonly var recent = ref _places[place & (Places - 1)];
        return ReferenceEquals(recent.Value, field.Value) && ReferenceEquals(recent.Name, field.Name) && !field.NeverIndexed
            ? recent.Identity
            : 0;
    }

    public void Note(int place, in HeaderField field, long identity) =>
        _places[place & (Places - 1)] = new Recent(field.Name, field.Value, identity);

    private readonly record struct Recent(string Name, string Value, long Identity);
}
