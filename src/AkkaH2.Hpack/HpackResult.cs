namespace AkkaH2.Hpack;

/// <summary>How decoding a field block ended.</summary>
public enum HpackStatus
{
    /// <summary>Every field was decoded and kept.</summary>
    Ok,

    /// <summary>The block was decoded to its end and the tables are in step, but fields beyond the limits were not kept.</summary>
    ListTooLarge,

    /// <summary>RFC 9113 §4.3: the block cannot be decoded; the connection must end with COMPRESSION_ERROR.</summary>
    CompressionError,
}

/// <summary>The outcome of decoding.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Detail">The fault in words, for a log or GOAWAY debug data; null when all is well.</param>
public readonly record struct HpackResult(HpackStatus Status, string? Detail)
{
    /// <summary>True when every field was decoded and kept.</summary>
    public bool IsOk => Status == HpackStatus.Ok;

    internal static HpackResult Error(string detail) => new(HpackStatus.CompressionError, detail);
}
