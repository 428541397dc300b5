using System.Collections.Frozen;

namespace AkkaH2.Protocol;

/// <summary>Field names in lower case, as they are on the wire (RFC 9113 §8.2.1). The common ones are shared strings.</summary>
internal static class FieldNames
{
    private static readonly FrozenSet<string> Common = new[]
    {
        "accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "access-control-allow-credentials", "access-control-allow-headers",
        "access-control-allow-methods", "access-control-allow-origin", "age", "allow", "alt-svc", "authorization", "cache-control", "content-disposition",
        "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-security-policy", "content-type", "cookie",
        "date", "etag", "expect", "expires", "from", "grpc-accept-encoding", "grpc-encoding", "grpc-message", "grpc-status", "grpc-timeout", "host",
        "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "origin",
        "pragma", "priority", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie",
        "strict-transport-security", "te", "traceparent", "tracestate", "trailer", "user-agent", "vary", "via", "www-authenticate",
        "x-content-type-options", "x-correlation-id", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-frame-options", "x-powered-by",
        "x-request-id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name in lower case: itself if it is so already, and a shared string if it is a common one.</summary>
    // Letters beyond ASCII may stand in no field name: the check where it is sent says so.
    public static string Lower(string name) =>
        !name.AsSpan().ContainsAnyInRange('A', 'Z') ? name
        : Common.TryGetValue(name, out var shared) ? shared
        : name.ToLowerInvariant();

    /// <summary>RFC 9110 §5.1: names are compared without case.</summary>
    public static bool AreSame(string name, string other) =>
        ReferenceEquals(name, other) || (name.Length == other.Length && string.Equals(name, other, StringComparison.OrdinalIgnoreCase));
}
