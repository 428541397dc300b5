using System.Text;

namespace AkkaH2.Tests.Server.Octets;

/// <summary>Content that says of each octet whose it is: the connection, the stream, and the place in the stream, again and again.</summary>
internal static class Named
{
    private const int CellSize = 32;

    /// <summary>So many octets, from this place on.</summary>
    public static byte[] Octets(string owner, long from, int count)
    {
        var prefix = Encoding.ASCII.GetBytes($"<{owner}@");
        Span<byte> cell = stackalloc byte[CellSize];
        var octets = new byte[count];
        for (var i = 0; i < count;)
        {
            Write(cell, prefix, (from + i) / CellSize * CellSize);
            var rest = cell[(int)((from + i) % CellSize)..];
            var length = Math.Min(rest.Length, count - i);
            rest[..length].CopyTo(octets.AsSpan(i));
            i += length;
        }

        return octets;
    }

    public static string Text(string owner, int count) => Encoding.ASCII.GetString(Octets(owner, 0, count));

    /// <summary>The foreign part of the octets that should be the owner's from this place on; null if nothing is.</summary>
    public static string? Foreign(string owner, long from, ReadOnlySpan<byte> octets)
    {
        var expected = Octets(owner, from, octets.Length);
        var at = octets.CommonPrefixLength(expected);
        if (at == octets.Length) return null;

        var rest = octets[at..];
        return $"octet {from + at} of {owner} is foreign: {Convert.ToHexString(rest[..Math.Min(64, rest.Length)])} \"{Encoding.Latin1.GetString(rest[..Math.Min(64, rest.Length)])}\"";
    }

    private static void Write(Span<byte> cell, ReadOnlySpan<byte> prefix, long place)
    {
        cell.Fill((byte)'.');
        prefix.CopyTo(cell);
        place.TryFormat(cell[prefix.Length..], out var written);
        cell[prefix.Length + written] = (byte)'>';
    }
}
