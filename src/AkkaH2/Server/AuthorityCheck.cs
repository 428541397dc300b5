using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Server;

/// <summary>
/// Which authorities belong on a TLS connection: those that its certificate names (RFC 9110 §4.3.4). A client that uses the connection for another one
/// took a wrong turn, and learns so by 421 (RFC 9110 §15.5.20).
/// </summary>
internal sealed class AuthorityCheck(X509Certificate2 certificate, EndPoint local)
{
    private string? _last; // most clients ask for one authority only, and HPACK makes it the same string each time

    /// <summary>Whether the request's authority belongs here.</summary>
    public bool Serves(Request request)
    {
        var authority = request.Authority;
        if (ReferenceEquals(authority, Volatile.Read(ref _last)))
            return true;
        // RFC 9113 §8.5: the authority of CONNECT is where the client wants to go.
        if (request is { Method: "CONNECT", Protocol: null })
            return true;
        if (!IsNamed(authority))
            return false;

        Volatile.Write(ref _last, authority);
        return true;
    }

    private bool IsNamed(string authority)
    {
        var host = HostOf(authority);
        // A client cannot ask for an address by SNI (RFC 6066 §3), and did not err if it connected to this one.
        if (IPAddress.TryParse(host, out var address) && local is IPEndPoint own && own.Address.Equals(address))
            return true;
        return host.Length > 0 && certificate.MatchesHostname(host);
    }

    // RFC 3986 §3.2: the host, without user and port, an IPv6 address without its brackets.
    private static string HostOf(string authority)
    {
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        if (host.StartsWith('['))
            return host.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? host[1..end] : "";
        return host.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? host[..colon] : host;
    }
}
