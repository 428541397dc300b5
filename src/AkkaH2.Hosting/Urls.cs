using System.Net.Sockets;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Hosting;

/// <summary>Addresses as URLs, such as a deployment gives them.</summary>
internal static class Urls
{
    private const string UnixSocket = "http://unix:/";
    private const string AllAddresses = "all-addresses"; // no host that a URL may have is *

    /// <summary>One address or several with semicolons between them.</summary>
    /// <exception cref="ArgumentException">One is no such URL; the message has it.</exception>
    public static IEnumerable<ServerAddress> Parse(string urls, Func<TlsOptions> tls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => AddressOf(url, tls));

    private static ServerAddress AddressOf(string url, Func<TlsOptions> tls)
    {
        if (url.StartsWith(UnixSocket, StringComparison.Ordinal))
            return new ServerAddress(new UnixDomainSocketEndPoint(url[(UnixSocket.Length - 1)..]));
        if (!Uri.TryCreate(url.Replace("://*", $"://{AllAddresses}", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri is not { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" })
            throw new ArgumentException($"\"{url}\" is not where a server can listen: give a scheme, a host and a port, such as http://localhost:8080 or https://*:8443.");

        return ServerAddress.Of(uri.Host == AllAddresses ? "*" : uri.DnsSafeHost, uri.Port, uri.Scheme == "https" ? tls() : null);
    }
}
