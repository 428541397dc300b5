using System.Net;
using System.Net.Sockets;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Server;

/// <summary>Where a server listens, and whether TLS is spoken there.</summary>
/// <param name="EndPoint">
/// An <see cref="IPEndPoint"/>; <see cref="IPAddress.IPv6Any"/> takes both families. A <see cref="UnixDomainSocketEndPoint"/>, with the transport "sockets". A
/// <see cref="DnsEndPoint"/> for a host as <see cref="Of"/> takes it.
/// </param>
/// <param name="Tls">How TLS is spoken; null for cleartext.</param>
public sealed record ServerAddress(EndPoint EndPoint, TlsOptions? Tls = null)
{
    private const string AllAddresses = "*";
    private const string Localhost = "localhost";
    private const int MostAttempts = 10;

    /// <summary>An address by name.</summary>
    /// <param name="host">An address of this machine; <c>localhost</c> for its loopback addresses of both families, <c>*</c> for all addresses; or another name of it.</param>
    /// <param name="port">1 to 65535, or 0 for a free one.</param>
    /// <param name="tls">How TLS is spoken; null for cleartext.</param>
    public static ServerAddress Of(string host, int port, TlsOptions? tls = null) =>
        new(IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port), tls);

    /// <summary>A cleartext address.</summary>
    public static implicit operator ServerAddress(EndPoint endPoint) => new(endPoint);

    /// <summary>Binds what this stands for: both loopback addresses for <c>localhost</c>, with one port, else one endpoint.</summary>
    /// <exception cref="TransportException">It cannot be bound.</exception>
    internal async Task<IReadOnlyList<ITransportListener>> BindAsync(ITransport transport, TransportSettings settings) => EndPoint switch
    {
        DnsEndPoint { Host: Localhost, Port: var port } => await BindLoopbackAsync(transport, port, settings).ConfigureAwait(false),
        DnsEndPoint { Host: AllAddresses, Port: var port } => [await transport.BindAsync(Any(port), settings).ConfigureAwait(false)],
        _ => [await transport.BindAsync(EndPoint, settings).ConfigureAwait(false)],
    };

    private static IPEndPoint Any(int port) => new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);

    private static async Task<IReadOnlyList<ITransportListener>> BindLoopbackAsync(ITransport transport, int port, TransportSettings settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, port), settings).ConfigureAwait(false);
            try
            {
                var second = new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)first.LocalEndPoint).Port);
                return [first, await transport.BindAsync(second, settings).ConfigureAwait(false)];
            }
            catch (TransportException cause)
            {
                // A machine without IPv6 has one loopback address.
                if (cause.SocketError is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
                    return [first];

                await first.ReleaseAsync().ConfigureAwait(false);
                // The system chose a port that is free in one family only: it may choose another one.
                if (port != 0 || attempt == MostAttempts || cause.SocketError != SocketError.AddressAlreadyInUse)
                    throw;
            }
        }
    }
}
