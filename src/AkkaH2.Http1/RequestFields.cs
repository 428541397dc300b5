using AkkaH2.Hpack;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AkkaH2.Http1;

/// <summary>Fields as HTTP/2 would have them: names in lower case, and none that are for one connection only (RFC 9113 §8.2.1, §8.2.2).</summary>
internal static class RequestFields
{
    private static readonly Dictionary<string, string> Names = new[]
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Length",
        "Content-Type", "Cookie", "Date", "Expect", "Forwarded", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Origin", "Pragma", "Priority", "Range", "Referer", "Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Version", "Trailer", "Traceparent", "Tracestate", "Upgrade-Insecure-Requests", "User-Agent", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-Request-Id", "X-Requested-With",
    }.ToDictionary(name => name, name => name.ToLowerInvariant(), StringComparer.Ordinal);

    public static HeaderField[] Of(IHeaderDictionary headers)
    {
        var fields = new List<HeaderField>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (!IsForConnection(name, values))
                Add(fields, Lower(name), values);
        }

        return [.. fields];
    }

    private static void Add(List<HeaderField> fields, string name, StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
            fields.Add(new HeaderField(name, values[i] ?? ""));
    }

    private static string Lower(string name) => Names.TryGetValue(name, out var lower) ? lower : name.ToLowerInvariant();

    private static bool IsForConnection(string name, StringValues values) => name.Length switch
    {
        2 => Is(name, "TE") && !Is(values.ToString(), "trailers"),
        7 => Is(name, "Upgrade"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        _ => false,
    };

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
