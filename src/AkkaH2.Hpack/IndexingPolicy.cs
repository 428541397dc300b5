namespace AkkaH2.Hpack;

/// <summary>How a field that no table holds is written (RFC 7541 §6.2).</summary>
internal enum Indexing
{
    /// <summary>RFC 7541 §6.2.1: written once, an index from then on.</summary>
    Insert,

    /// <summary>RFC 7541 §6.2.2 the first time, §6.2.1 when it comes again soon: most values of this name never do.</summary>
    WhenRepeated,

    /// <summary>RFC 7541 §6.2.2: not worth its place in the table.</summary>
    Without,

    /// <summary>RFC 7541 §6.2.3: may not stand in any table on the way.</summary>
    Never,
}

/// <summary>
/// Decides which fields are indexed. RFC 7541 §7.1.3 for secrets; for the rest the names were chosen by measuring the stories of hpack-test-case
/// (docs/performance.md): <c>date</c> and <c>location</c> are better inserted at once.
/// </summary>
internal static class IndexingPolicy
{
    private const int ShortCookie = 20;

    private static readonly Indexing[] ByStaticName =
        [.. Enumerable.Range(0, StaticTable.Count + 1).Select(index => OfName(StaticTable.Field(index).Name))];

    /// <summary>For a field whose name has this static index, or 0.</summary>
    public static Indexing Of(in HeaderField field, int staticName, int maxTableSize)
    {
        var indexing = field.NeverIndexed ? Indexing.Never : ByStaticName[staticName];
        // A short secret can be guessed by its compressed size; a longer cookie is worth its place.
        if (indexing == Indexing.Never && IsLongCookie(in field))
            indexing = Indexing.Insert;
        // One that fills most of the table would push out everything else.
        return indexing != Indexing.Never && field.Size > maxTableSize / 4 * 3 ? Indexing.Without : indexing;
    }

    /// <summary>RFC 7541 §7.1.3: names whose values are secrets; a decoder does not share them between connections.</summary>
    public static bool IsSecret(string name) => OfName(name) == Indexing.Never;

    private static bool IsLongCookie(in HeaderField field) => !field.NeverIndexed && field.Name == "cookie" && field.Value.Length >= ShortCookie;

    private static Indexing OfName(string name) => name switch
    {
        "authorization" or "proxy-authorization" or "set-cookie" or "cookie" => Indexing.Never,
        ":path" or "age" or "content-length" or "etag" or "expires" or "if-modified-since" or "if-none-match" or "last-modified" => Indexing.WhenRepeated,
        _ => Indexing.Insert,
    };
}
