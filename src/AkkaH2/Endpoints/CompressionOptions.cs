using System.IO.Compression;

namespace AkkaH2.Endpoints;

/// <summary>What <see cref="Compression.UseCompression"/> compresses, and how.</summary>
public sealed record CompressionOptions
{
    /// <summary>The content codings, the preferred one first where a client likes several equally: <c>br</c>, <c>gzip</c>, <c>deflate</c>.</summary>
    public IReadOnlyList<string> Codings { get; init; } = ["br", "gzip", "deflate"];

    /// <summary>How much time it may take.</summary>
    public CompressionLevel Level { get; init; } = CompressionLevel.Fastest;

    /// <summary>Bodies of fewer octets stay as they are, where their length is known.</summary>
    public int MinimumLength { get; init; } = 1_024;

    /// <summary>Whether a content-type, in lower case and without parameters, is worth it.</summary>
    public Func<string, bool> Compresses { get; init; } = static type =>
        type.StartsWith("text/", StringComparison.Ordinal)
        || type.EndsWith("+json", StringComparison.Ordinal)
        || type.EndsWith("+xml", StringComparison.Ordinal)
        || type is "application/json" or "application/x-ndjson" or "application/javascript" or "application/xml" or "application/wasm" or "application/manifest+json";

    /// <summary>
    /// True to compress also where the request has a cookie or an authorization, or the response sets a cookie. Who can make a browser send requests, and sees how
    /// long the answers are, can guess a secret in a compressed body that also has something of the request (BREACH). Say so only where no body has both.
    /// </summary>
    public bool WithCredentials { get; init; }
}
