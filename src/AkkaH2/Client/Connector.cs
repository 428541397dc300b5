using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AkkaH2.Configuration;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Client;

/// <summary>Opens the connections of one client.</summary>
/// <param name="transport">How.</param>
/// <param name="endPoint">Where to.</param>
/// <param name="settings">The buffer of a connection.</param>
/// <param name="protocol">What may be spoken there.</param>
/// <param name="tls">Makes the handshake, with <see cref="Offered"/>; null where cleartext is spoken.</param>
/// <param name="delay">Between the addresses of a host (RFC 8305 §5).</param>
/// <param name="time">The clock of that.</param>
internal sealed class Connector(
    ITransport transport, EndPoint endPoint, TransportSettings settings, ClientProtocol protocol, TlsClient? tls, TimeSpan delay, TimeProvider time)
{
    /// <summary>What a client offers by ALPN (RFC 7301), the one that it likes best first.</summary>
    public static SslApplicationProtocol[] Offered(ClientProtocol protocol) => protocol switch
    {
        ClientProtocol.PriorKnowledge => [SslApplicationProtocol.Http2],
        ClientProtocol.Http1 => [SslApplicationProtocol.Http11],
        _ => [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };

    /// <summary>A connection that is ready for its first request.</summary>
    /// <exception cref="TransportException">Nobody answers there.</exception>
    /// <exception cref="TlsRefusedException">The TLS handshake came to nothing, or to a protocol that is not wanted.</exception>
    /// <exception cref="TimeoutException">The handshake took too long.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<EstablishedConnection> ConnectAsync(CancellationToken giveUp)
    {
        var connection = endPoint is DnsEndPoint name
            ? await ConnectAsync(name, giveUp).ConfigureAwait(false)
            : await transport.ConnectAsync(endPoint, settings, giveUp).ConfigureAwait(false);
        if (tls is not null)
            return await SecureAsync(connection, tls, giveUp).ConfigureAwait(false);

        var speaksHttp1 = protocol is ClientProtocol.Http1 or ClientProtocol.Upgrade;
        return new EstablishedConnection(connection, speaksHttp1 ? ConnectionProtocol.Http1 : ConnectionProtocol.Http2);
    }

    private async Task<ITransportConnection> ConnectAsync(DnsEndPoint name, CancellationToken giveUp)
    {
        var addresses = HappyEyeballs.Interleave(await ResolveAsync(name, giveUp).ConfigureAwait(false));
        var eyeballs = new HappyEyeballs((address, stop) => transport.ConnectAsync(address, settings, stop), delay, time);
        return await eyeballs.ConnectAsync(addresses.Select(address => new IPEndPoint(address, name.Port)), giveUp).ConfigureAwait(false);
    }

    private async Task<IPAddress[]> ResolveAsync(DnsEndPoint name, CancellationToken giveUp)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name.Host, giveUp).ConfigureAwait(false);
        }
        catch (SocketException cause)
        {
            throw TransportException.CannotConnect(name, transport.Name, cause);
        }
    }

    private async Task<EstablishedConnection> SecureAsync(ITransportConnection connection, TlsClient tls, CancellationToken giveUp)
    {
        var secured = await tls.AuthenticateAsync(connection, giveUp).ConfigureAwait(false);
        // RFC 9113 §3.2: over TLS, HTTP/2 is what ALPN chose; a server without ALPN speaks HTTP/1.1.
        if (secured.Tls.ApplicationProtocol == "h2")
            return new EstablishedConnection(secured, ConnectionProtocol.Http2);
        if (protocol != ClientProtocol.PriorKnowledge)
            return new EstablishedConnection(secured, ConnectionProtocol.Http1);

        secured.Abort();
        throw new TlsRefusedException("the server does not speak HTTP/2: it chose no protocol by ALPN", isFinal: true);
    }
}
