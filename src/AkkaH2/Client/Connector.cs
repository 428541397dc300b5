using System.Net;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Client;

/// <summary>Opens the connections of one client.</summary>
/// <param name="transport">How.</param>
/// <param name="endPoint">Where to.</param>
/// <param name="settings">The buffer of a connection.</param>
/// <param name="tls">Makes the handshake; null where cleartext is spoken.</param>
internal sealed class Connector(ITransport transport, EndPoint endPoint, TransportSettings settings, TlsClient? tls)
{
    /// <summary>A connection that is ready for HTTP/2.</summary>
    /// <exception cref="TransportException">Nobody answers there.</exception>
    /// <exception cref="TlsRefusedException">The TLS handshake came to nothing, or to another protocol.</exception>
    /// <exception cref="TimeoutException">The handshake took too long.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<ITransportConnection> ConnectAsync(CancellationToken giveUp)
    {
        var connection = await transport.ConnectAsync(endPoint, settings, giveUp).ConfigureAwait(false);
        return tls is null ? connection : await SecureAsync(connection, tls, giveUp).ConfigureAwait(false);
    }

    private static async Task<TlsConnection> SecureAsync(ITransportConnection connection, TlsClient tls, CancellationToken giveUp)
    {
        var secured = await tls.AuthenticateAsync(connection, giveUp).ConfigureAwait(false);
        // RFC 9113 §3.2: over TLS, HTTP/2 is what ALPN chose.
        if (secured.Tls.ApplicationProtocol == "h2")
            return secured;

        secured.Abort();
        throw new TlsRefusedException("the server does not speak HTTP/2: it chose no protocol by ALPN", isFinal: true);
    }
}
