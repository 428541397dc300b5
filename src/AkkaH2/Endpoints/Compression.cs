using System.IO.Compression;

namespace AkkaH2.Endpoints;

/// <summary>Middleware that compresses responses (RFC 9110 §8.4).</summary>
public static class Compression
{
    private static readonly string[] Digests = ["content-digest", "content-md5", "digest"];

    /// <summary>
    /// Compresses the bodies of responses with what the client takes (accept-encoding). Left as they are: short ones, ranges, those that are encoded already or may not be
    /// transformed (cache-control), content-types that are not worth it, and those that may have secrets (<see cref="CompressionOptions.WithCredentials"/>). A body that is
    /// written piece by piece leaves as it is flushed, so events arrive at once.
    /// </summary>
    /// <param name="endpoints">The server's, or a group's.</param>
    /// <param name="options">What and how; the defaults if null.</param>
    /// <exception cref="ArgumentException">A coding is unknown.</exception>
    public static EndpointBuilder UseCompression(this EndpointBuilder endpoints, CompressionOptions? options = null)
    {
        options ??= new CompressionOptions();
        foreach (var coding in options.Codings)
            _ = Encoder(coding, options.Level);
        return endpoints.Use((x, next) =>
        {
            if (x.Request.Method != "CONNECT")
                x.OnResponding(response => Compress(x, response, options));
            return next(x);
        });
    }

    private static Response Compress(Exchange x, Response response, CompressionOptions options)
    {
        if (!IsWorthIt(response, options))
            return response;

        // RFC 9110 §12.5.5: a cache is told that others get others.
        var headers = response.Headers.With("vary", Vary(response.Headers));
        if (AcceptedCodings.Best(x.Request.Headers, options.Codings) is not { } coding || (!options.WithCredentials && HasCredentials(x, response)))
            return response with { Headers = headers };
        // RFC 9110 §15.4.5: the fields are those of 200. Which tag that had, only the client knows.
        if (response.Status == 304)
            return response with { Headers = HasWeak(x.Request.Headers, headers["etag"]) ? Weakened(headers) : headers };

        headers = Weakened(headers.Without("content-length").Without("accept-ranges").With("content-encoding", coding));
        return response with { Headers = headers, Body = response.Body.Through(Encoder(coding, options.Level)) };
    }

    private static bool IsWorthIt(Response response, CompressionOptions options)
    {
        var headers = response.Headers;
        return response.Status is not (204 or 206)
            && (response.Status == 304 || (headers.Contains("content-type") && !(response.Body.Length is 0 || response.Body.Length < options.MinimumLength)))
            && !(headers["content-type"] is { } type && !options.Compresses(type.Split(';')[0].Trim().ToLowerInvariant()))
            && headers["content-encoding"] is null or "identity"
            && !headers.Contains("content-range")
            && !Array.Exists(Digests, headers.Contains)
            && !headers.All("cache-control").Any(control => control.Contains("no-transform", StringComparison.OrdinalIgnoreCase));
    }

    // RFC 9110 §8.8.3.3: it is not octet by octet the same any more.
    private static Headers Weakened(Headers headers) => headers["etag"] is ['"', ..] strong ? headers.With("etag", $"W/{strong}") : headers;

    // A tag that is strong where the application makes it, and weak at the client, was made weak here.
    private static bool HasWeak(Headers request, string? tag) => tag is not null && request.All("if-none-match").Any(tags => tags.Contains($"W/{tag}", StringComparison.Ordinal));

    // Those that came, whatever middleware has made of them.
    private static bool HasCredentials(Exchange x, Response response) =>
        HasCredentials(x.Original.Headers) || HasCredentials(x.Request.Headers) || response.Headers.Contains("set-cookie");

    private static bool HasCredentials(Headers request) => request.Contains("cookie") || request.Contains("authorization");

    private static string Vary(Headers headers)
    {
        var named = string.Join(", ", headers.All("vary"));
        return named.Length == 0 ? "accept-encoding"
            : named.Contains("accept-encoding", StringComparison.OrdinalIgnoreCase) || named == "*" ? named
            : $"{named}, accept-encoding";
    }

    private static Func<Stream, Stream> Encoder(string coding, CompressionLevel level) => coding switch
    {
        "br" => output => new BrotliStream(output, level),
        "gzip" => output => new GZipStream(output, level),
        "deflate" => output => new ZLibStream(output, level), // RFC 9110 §8.4.1.2: in the zlib format
        _ => throw new ArgumentException($"\"{coding}\" is no coding that is known here: br, gzip and deflate are.", nameof(coding)),
    };
}
