using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Cluster;

/// <summary>What stands for a peer where peers are counted: an address of IPv4, or the first 64 bits of one of IPv6, which one subscriber has for himself.</summary>
internal static class PeerAddress
{
    private const int SubscriberOctets = 8;

    /// <summary>The same for all addresses of one peer. An address of IPv4 that is written as one of IPv6 is the former.</summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        octets[SubscriberOctets..].Clear();
        return new IPAddress(octets);
    }

    /// <summary>As people write it: <c>192.0.2.7</c>, <c>2001:db8::/64</c>.</summary>
    public static string Text(IPAddress peer) => peer.AddressFamily == AddressFamily.InterNetworkV6 ? $"{peer}/64" : $"{peer}";
}
