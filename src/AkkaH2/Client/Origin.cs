namespace AkkaH2.Client;

/// <summary>Where a client's requests go (RFC 9110 §4.3.1): a scheme, a host and a port.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">A name or an address; an IPv6 one without its brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Authority">Host and port as :authority has them; without the port where it is the scheme's own.</param>
internal sealed record Origin(string Scheme, string Host, int Port, string Authority)
{
    /// <summary>Reads <c>http://example.com:8080</c>.</summary>
    /// <exception cref="ArgumentException">It is no such URL, or has more than an origin has.</exception>
    public static Origin Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri is not { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" })
            throw new ArgumentException($"A client's origin is a URL such as http://example.com:8080, without a path, but this one is \"{url}\".", nameof(url));

        return Of(uri);
    }

    /// <summary>The origin of a URL of that scheme.</summary>
    public static Origin Of(Uri uri) => new(uri.Scheme, uri.IdnHost, uri.Port, uri.IsDefaultPort ? Bracketed(uri) : $"{Bracketed(uri)}:{uri.Port}");

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}://{Authority}";

    private static string Bracketed(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
}
