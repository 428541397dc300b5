using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.TestKit;

/// <summary>The client's side of TLS, which trusts everybody.</summary>
internal static class TlsPeer
{
    /// <summary>What a client of HTTP/2 says in its handshake.</summary>
    public static SslClientAuthenticationOptions Options(string host = "localhost") => new()
    {
        TargetHost = host,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>A connection over TCP whose handshake is done.</summary>
    public static async Task<SslStream> ConnectAsync(EndPoint endPoint, SslClientAuthenticationOptions? options = null, CancellationToken cancellation = default)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        if (endPoint is IPEndPoint) socket.NoDelay = true;
        await socket.ConnectAsync(endPoint, cancellation);
        return await Secure(new NetworkStream(socket, ownsSocket: true), options, cancellation);
    }

    /// <summary>The first octets of a client's handshake.</summary>
    public static async Task<byte[]> ClientHello()
    {
        var sent = new MemoryStream();
        try
        {
            await Secure(sent);
        }
        catch (IOException)
        {
            // Nobody answers.
        }

        return sent.ToArray();
    }

    /// <summary>The handshake on a stream, which the result owns.</summary>
    public static async Task<SslStream> Secure(Stream stream, SslClientAuthenticationOptions? options = null, CancellationToken cancellation = default)
    {
        var tls = new TurnTakingTls(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options ?? Options(), cancellation);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
