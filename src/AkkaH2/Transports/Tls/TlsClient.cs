using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using AkkaH2.Wire;

namespace AkkaH2.Transports.Tls;

/// <summary>TLS of one client: the handshakes of its connections.</summary>
/// <param name="options">How.</param>
/// <param name="host">The host that the server is asked for.</param>
/// <param name="protocols">What the client offers by ALPN (RFC 7301), the one that it likes best first.</param>
/// <param name="receiveBufferSize">Octets that a connection reads ahead.</param>
/// <param name="time">The clock of the handshake's timeout.</param>
/// <param name="log">Learns of a certificate that cannot be loaded again.</param>
internal sealed class TlsClient(
    TlsClientOptions options, string host, IReadOnlyList<SslApplicationProtocol> protocols, int receiveBufferSize, TimeProvider time, ILoggingAdapter log)
{
    private readonly Lock _loading = new();
    private LoadedCertificate? _certificate = options.Certificate?.Load(last: null);

    /// <summary>The client's side of the handshake. The connection is aborted if that fails.</summary>
    /// <exception cref="TlsRefusedException">The two sides do not come together; the message says why.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<TlsConnection> AuthenticateAsync(ITransportConnection connection, CancellationToken giveUp)
    {
        using var late = new CancellationTokenSource(options.HandshakeTimeout.OrForEver(), time);
        var isAsked = false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, giveUp);
        var check = new ServerCertificateCheck(options, host);
        var encrypted = new TlsDuplexStream(connection);
        var tls = new SslStream(encrypted);
        try
        {
            await tls.AuthenticateAsClientAsync(Handshake(check, () => isAsked = true), either.Token).ConfigureAwait(false);
            var info = new TlsInfo(tls, refusesForeignAuthorities: false) { AskedForCertificate = isAsked };
            // RFC 9113 §9.2.2: a prohibited cipher suite may be a connection error INADEQUATE_SECURITY. No HTTP/2 has begun that could say so.
            return info.ApplicationProtocol != "h2" || Http2Suites.Allows(info)
                ? new TlsConnection(connection, encrypted, tls, info, receiveBufferSize)
                : throw new TlsRefusedException($"the server chose a cipher suite that HTTP/2 prohibits: {info.CipherSuite}", isFinal: true);
        }
        catch (Exception cause)
        {
            connection.Abort();
            await tls.DisposeAsync().ConfigureAwait(false);
            giveUp.ThrowIfCancellationRequested();
            if (late.IsCancellationRequested)
                throw new TimeoutException($"no TLS handshake within {options.HandshakeTimeout.TotalSeconds} s", cause);
            throw Refused(check, isAsked, cause);
        }
    }

    private static TlsRefusedException Refused(ServerCertificateCheck check, bool isAskedInVain, Exception cause) => cause switch
    {
        TlsRefusedException refused => refused,
        _ when check.Refusal is { } reason => new TlsRefusedException(reason, isFinal: true, cause),
        _ when isAskedInVain => new TlsRefusedException(TlsRefusal.MissingCertificate, isFinal: true, cause),
        // SslStream's own message only points to the inner one, which has the server's alert or what OpenSSL found.
        AuthenticationException => new TlsRefusedException($"the TLS handshake failed: {cause.GetBaseException().Message.TrimEnd('.')}", isFinal: true, cause),
        _ => new TlsRefusedException($"the connection ended in the TLS handshake: {cause.Message.TrimEnd('.')}", isFinal: false, cause),
    };

    private SslClientAuthenticationOptions Handshake(ServerCertificateCheck check, Action onAskedInVain)
    {
        var own = OwnCertificate();
        return new SslClientAuthenticationOptions
        {
            // RFC 9113 §9.2: SNI. SslStream leaves it out for an address, for which certificates are checked all the same.
            TargetHost = host,
            // RFC 9113 §9.2: TLS 1.2 or higher.
            EnabledSslProtocols = options.MinimumVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            // RFC 9113 §3.2, §3.3: "h2".
            ApplicationProtocols = [.. protocols],
            // RFC 9113 §9.2.1: HTTP/2 over TLS 1.2 has no renegotiation.
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = options.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = check.Validate,
            ClientCertificateContext = own,
            LocalCertificateSelectionCallback = own is null ? SelectNone : null,
        };

        // Called at the start of the handshake too, when the server has said nothing yet.
        X509Certificate SelectNone(object sender, string target, X509CertificateCollection certificates, X509Certificate? server, string[] issuers)
        {
            if (server is not null)
                onAskedInVain();
            return null!; // documented: none is shown
        }
    }

    // A file is looked at before each handshake: connections are few and last long.
    private SslStreamCertificateContext? OwnCertificate()
    {
        lock (_loading)
        {
            try
            {
                _certificate = options.Certificate?.Load(_certificate) ?? _certificate;
            }
            catch (TlsCertificateException cause)
            {
                log.Warning("{0}; the one that was loaded before stays.", LogText.OneLine(cause.Message));
            }

            return _certificate?.Context;
        }
    }
}
