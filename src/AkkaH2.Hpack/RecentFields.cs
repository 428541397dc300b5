using System.Numerics;

namespace AkkaH2.Hpack;

/// <summary>
/// Where the fields of the last blocks are found, by place: most messages of a connection carry the same fields in the same order, and mostly
/// as the same string instances; then nothing is hashed and hardly anything compared.
/// </summary>
internal sealed class RecentFields
{
    private const int FirstPlaces = 4;
    private const int MostPlaces = 16;

    private Recent[] _places = new Recent[FirstPlaces];

    /// <summary>The identity noted for this field at this place, or 0.</summary>
    public long Find(int place, in HeaderField field)
    {
        ref readonly var recent = ref _places[place & (_places.Length - 1)];
        return recent.Value == field.Value && recent.Name == field.Name && !field.NeverIndexed ? recent.Identity : 0;
    }

    /// <summary>Whether exactly these instances were noted at this place.</summary>
    public bool Knows(int place, in HeaderField field)
    {
        ref readonly var recent = ref _places[place & (_places.Length - 1)];
        return ReferenceEquals(recent.Value, field.Value) && ReferenceEquals(recent.Name, field.Name);
    }

    public void Note(int place, in HeaderField field, long identity)
    {
        if (place >= _places.Length && _places.Length < MostPlaces)
            Array.Resize(ref _places, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(place + 1, MostPlaces)));
        _places[place & (_places.Length - 1)] = new Recent(field.Name, field.Value, identity);
    }

    private readonly record struct Recent(string Name, string Value, long Identity);
}
