namespace AkkaH2.Hpack;

/// <summary>
/// Strings of literals that came at least twice to this process, found by their octets as they stand in the block: the user agent or path
/// that every connection sends anew is neither decoded nor allocated again. Bounded (512 strings of at most 128 coded
/// octets), without locks: an entry is never changed, and what a race loses is only a string made twice.
/// </summary>
internal static class SharedLiterals
{
    private const int Sets = 128;
    private const int Ways = 4;
    private const int MaxOctets = 128;
    private const int Remembered = 2048;

    private static readonly Entry?[] Entries = new Entry?[Sets * Ways];
    private static readonly uint[] SeenOnce = new uint[Remembered];

    public static bool Accepts(ReadOnlySpan<byte> coded) => coded.Length is > 0 and <= MaxOctets;

    public static uint Hash(ReadOnlySpan<byte> coded, bool huffman) => FieldHash.Of(huffman ? 1u : 0u, coded);

    public static string? Find(ReadOnlySpan<byte> coded, bool huffman, uint hash)
    {
        foreach (var entry in Set(hash))
        {
            if (entry is not null && entry.Hash == hash && entry.Huffman == huffman && coded.SequenceEqual(entry.Coded))
                return entry.Text;
        }

        return null;
    }

    /// <summary>Keeps the string from its second time on, so that what never comes again costs nothing.</summary>
    public static void Offer(ReadOnlySpan<byte> coded, bool huffman, uint hash, string text)
    {
        ref var seen = ref SeenOnce[hash % Remembered];
        if (seen == hash)
            Keep(Set(hash), new Entry(hash, coded.ToArray(), huffman, text));
        seen = hash;
    }

    // The newest stands first and pushes out the oldest.
    private static void Keep(Span<Entry?> set, Entry entry)
    {
        set[..^1].CopyTo(set[1..]);
        set[0] = entry;
    }

    private static Span<Entry?> Set(uint hash) => Entries.AsSpan((int)(hash % Sets) * Ways, Ways);

    private sealed record Entry(uint Hash, byte[] Coded, bool Huffman, string Text);
}
