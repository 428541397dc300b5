namespace AkkaH2.Hpack;

/// <summary>How a field that no table holds is written (RFC 7541 §6.2).</summary>
internal enum Indexing
{
    /// <summary>RFC 7541 §6.2.1: written once, an index from then on.</summary>
    Insert,

    /// <summary>RFC 7541 §6.2.2: not worth a place in the table.</summary>
    Without,

    /// <summary>RFC 7541 §6.2.3: may not stand in any table on the way.</summary>
    Never,
}

/// <summary>RFC 7541 §7.1.3: secrets are never indexed; what changes with every message is not worth it.</summary>
internal static class IndexingPolicy
{
    private const int ShortCookie = 20;

    public static Indexing Of(in HeaderField field, int maxTableSize) => field.Name switch
    {
        _ when field.NeverIndexed => Indexing.Never,
        "authorization" or "proxy-authorization" or "set-cookie" => Indexing.Never,
        // RFC 7541 §7.1.3: a short secret can be guessed octet by octet by its compressed size.
        "cookie" when field.Value.Length < ShortCookie => Indexing.Never,
        ":path" or "age" or "content-length" or "etag" or "if-modified-since" or "if-none-match" or "location" => Indexing.Without,
        // One that fills most of the table would push out everything else.
        _ when field.Size > maxTableSize / 4 * 3 => Indexing.Without,
        _ => Indexing.Insert,
    };
}
