using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports;

/// <summary>Endpoints as our users name them.</summary>
internal static class EndPointNames
{
    /// <summary>
    /// A listener has one address. A name that has both kinds is bound at its IPv4 address: clients that try IPv6 first fall back.
    /// </summary>
    /// <exception cref="SocketException">Nobody knows the name.</exception>
    public static async ValueTask<EndPoint> ResolveAsync(EndPoint endpoint, CancellationToken cancellation)
    {
        if (endpoint is not DnsEndPoint name) return endpoint;
        var addresses = await Dns.GetHostAddressesAsync(name.Host, name.AddressFamily, cancellation).ConfigureAwait(false);
        return new IPEndPoint(addresses.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], name.Port);
    }

    /// <summary>The IPv4 endpoint that a socket of both families shows as an IPv6 one.</summary>
    public static EndPoint Unmapped(EndPoint endpoint) =>
        endpoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : endpoint;
}
