using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// A refusal that comes behind the handshake: in TLS 1.3 the client's side of it is done before the server has seen the client's certificate (RFC 8446 §2), so a
/// server that does not like it, or misses one, ends a connection that seemed to be there.
/// </summary>
internal static class TlsRefusal
{
    /// <summary>The reason where the client has no certificate.</summary>
    public const string MissingCertificate = "the server asked for a certificate, and closed the connection when it got none";

    /// <summary>Why the server refused; null if nothing says that it did. For connections on which it has not said a word.</summary>
    /// <param name="tls">What was agreed on; null for a connection without TLS.</param>
    /// <param name="cause">What ended the connection; null if the server closed it.</param>
    public static string? Of(TlsInfo? tls, Exception? cause)
    {
        if (tls is null)
            return null;
        if (cause?.GetBaseException() is { } alert and (CryptographicException or Win32Exception) and not SocketException)
            return $"the server refused the TLS connection: {alert.Message.TrimEnd('.')}";

        return tls switch
        {
            { ClientCertificate: { } own } => $"the server asked for a certificate, and closed the connection when it got {own.Subject}",
            { AskedForCertificate: true } => MissingCertificate,
            _ => null,
        };
    }
}
