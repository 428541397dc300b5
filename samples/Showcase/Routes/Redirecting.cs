namespace AkkaH2.Showcase.Routes;

/// <summary>What the redirect port does with every request.</summary>
internal static class Redirecting
{
    /// <summary>The same host and target over TLS (RFC 9110 §15.4.9: the method stays).</summary>
    public static Response ToTls(Request request, int port)
    {
        // RFC 9112 §3.2: HTTP/1.0 may leave it out, and HTTP/1.1 may leave it empty.
        if (request.Authority.Length == 0)
            return Response.Text("Name the host.\n", 400);

        // RFC 3986 §3.2: an IPv6 address stands in brackets, and a port behind the last colon.
        var authority = request.Authority;
        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return Response.Text("Use https.\n", 308).With("location", $"https://{host}:{port}{request.Target}");
    }
}
