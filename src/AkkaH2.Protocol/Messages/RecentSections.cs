using System.Runtime.InteropServices;
using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// The last field sections of a connection, so that one which comes again, as those of most clients do, is the same array. An array is never written to,
/// whoever keeps it. What the peer wants never to be kept is not (RFC 7541 §7.1.3), and of the rest no more than <see cref="Kept"/> times
/// <see cref="MostOctets"/>.
/// </summary>
internal sealed class RecentSections
{
    private const int Kept = 4;
    private const int MostOctets = 1_024; // by RFC 9113 §6.5.2: 32 a field, and its name and value

    private readonly HeaderField[][] _sections = [[], [], [], []];
    private int _next;

    /// <summary>These fields as an array, and whether it was one of the last ones.</summary>
    public HeaderField[] Share(List<HeaderField> fields, out bool isKnown)
    {
        var span = CollectionsMarshal.AsSpan(fields);
        foreach (var section in _sections)
        {
            if (AreSame(section, span))
            {
                isKnown = true;
                return section;
            }
        }

        isKnown = false;
        HeaderField[] made = [.. span];
        if (MayKeep(made))
            _sections[_next++ % Kept] = made;
        return made;
    }

    // Of what HPACK's tables hold, a name or value is the same string each time; so nothing is compared that takes longer where the content is alike.
    private static bool AreSame(HeaderField[] section, ReadOnlySpan<HeaderField> fields)
    {
        if (section.Length != fields.Length)
            return false;

        for (var i = 0; i < section.Length; i++)
        {
            if (!ReferenceEquals(section[i].Value, fields[i].Value) || !ReferenceEquals(section[i].Name, fields[i].Name) || fields[i].NeverIndexed)
                return false;
        }

        return true;
    }

    private static bool MayKeep(HeaderField[] fields)
    {
        var octets = 0;
        foreach (ref readonly var field in fields.AsSpan())
        {
            octets += field.Size;
            if (field.NeverIndexed || octets > MostOctets)
                return false;
        }

        return fields.Length > 0;
    }
}
