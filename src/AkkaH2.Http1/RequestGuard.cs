using Microsoft.AspNetCore.Http;

namespace AkkaH2.Http1;

/// <summary>Requests that Kestrel reads, and that another reader before or behind us might read differently: that is how requests are smuggled (RFC 9112 §11.2).</summary>
internal static class RequestGuard
{
    // Kestrel's name for a content-length that stood beside transfer-encoding.
    private const string OverriddenLength = "X-Content-Length";

    /// <summary>The fault, or null.</summary>
    public static string? Check(IHeaderDictionary fields, bool isHttp10)
    {
        var coding = fields.TransferEncoding;
        if (coding.Count == 0)
            return null;

        // RFC 9112 §6.1: in HTTP/1.0 it makes the framing faulty.
        if (isHttp10)
            return "transfer-encoding in HTTP/1.0";

        // RFC 9112 §6.1, §7: chunked is applied once, and other codings are not understood here.
        if (coding.Count > 1 || !string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase))
            return $"transfer-encoding \"{string.Join(", ", coding.AsEnumerable())}\"";

        // RFC 9112 §6.3: a message with both might be an attempt at smuggling.
        return fields.ContainsKey(OverriddenLength) ? "content-length beside transfer-encoding" : null;
    }
}
