namespace AkkaH2.Hpack;

/// <summary>
/// Strings of literals that came at least twice to this process, found by their octets as they stand in the block: the user agent or path
/// that every connection sends anew is neither decoded nor allocated again. Bounded (512 strings of at most 128 coded
/// octets), without locks: an entry is never changed, and what a race loses is only a string made twice.
/// </summary>
internal static class SharedLiterals
{
    private const int Slots = 512;
    private const int MaxOctets = 128;

    private static readonly Entry?[] Entries = new Entry?[Slots];
    private static readonly uint[] SeenOnce = new uint[Slots];

    public static bool Accepts(ReadOnlySpan<byte> coded) => coded.Length is > 0 and <= MaxOctets;

    public static uint Hash(ReadOnlySpan<byte> coded, bool huffman) => FieldHash.Of(huffman ? 1u : 0u, coded);

    public static string? Find(ReadOnlySpan<byte> coded, bool huffman, uint hash) =>
        Entries[hash % Slots] is { } entry && entry.Huffman == huffman && coded.SequenceEqual(entry.Coded) ? entry.Text : null;

    /// <summary>Keeps the string from its second time on, so that what never comes again costs nothing.</summary>
    public static void Offer(ReadOnlySpan<byte> coded, bool huffman, uint hash, string text)
    {
        if (SeenOnce[hash % Slots] == hash)
            Entries[hash % Slots] = new Entry(coded.ToArray(), huffman, text);
        SeenOnce[hash % Slots] = hash;
    }

    private sealed record Entry(byte[] Coded, bool Huffman, string Text);
}
