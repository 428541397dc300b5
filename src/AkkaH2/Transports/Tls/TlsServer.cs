using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using AkkaH2.Wire;

namespace AkkaH2.Transports.Tls;

/// <summary>TLS of one server: its certificates, and handshakes, of which only so many go on at once.</summary>
internal sealed class TlsServer
{
    private readonly TlsOptions _options;
    private readonly List<SslApplicationProtocol> _protocols;
    private readonly int _receiveBufferSize;
    private readonly ILoggingAdapter _log;
    private readonly SemaphoreSlim _places;
    private readonly Lock _reloading = new();
    private volatile CertificateTable _table;
    private string? _failedReload;
    private long _failedHandshakes;

    /// <exception cref="TlsCertificateException">There is no certificate, or one cannot be used.</exception>
    public TlsServer(TlsOptions options, bool takesHttp1, int receiveBufferSize, ILoggingAdapter log)
    {
        if (options.Certificates.Count == 0)
            throw new TlsCertificateException("akka.h2.tls.certificates", "there is none; give one in the configuration or to BindTlsAsync");

        (_options, _receiveBufferSize, _log) = (options, receiveBufferSize, log);
        // RFC 9113 §3.2: "h2"; the server's order decides. Clients of HTTP/1.0 may offer nothing but that (curl -0 does).
        _protocols = takesHttp1 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11, new("http/1.0")] : [SslApplicationProtocol.Http2];
        _places = new SemaphoreSlim(options.MaxHandshakes);
        _table = Table([.. options.Certificates.Select(certificate => certificate.Load(last: null)!)]);
    }

    public TlsOptions Options => _options;

    /// <summary>Handshakes that failed, ran out of time, or were none.</summary>
    public long FailedHandshakes => Interlocked.Read(ref _failedHandshakes);

    /// <summary>The server's side of the handshake. It waits for a place first, and has none while it waits for its client: one that stalls keeps nobody out.</summary>
    /// <exception cref="AuthenticationException">The client and we do not come together, or its certificate is not valid.</exception>
    /// <exception cref="IOException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">It is given up.</exception>
    public async Task<TlsConnection> AuthenticateAsync(ITransportConnection connection, CancellationToken giveUp)
    {
        var place = new HandshakePlace(_places);
        await place.TakeAsync(giveUp).ConfigureAwait(false);
        var encrypted = new TlsDuplexStream(connection) { Place = place };
        var tls = new SslStream(encrypted);
        try
        {
            encrypted.Gather(0);
            await tls.AuthenticateAsServerAsync(static (_, hello, self, _) => new(((TlsServer)self!)._table.Find(hello.ServerName)), this, giveUp).ConfigureAwait(false);
            // RFC 8446 §4.6.1: session tickets are left, which no client waits for. RFC 9113 §3.4: the preface of HTTP/2 follows at once, and takes them along.
            if (tls.SslProtocol != SslProtocols.Tls13 || tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
                await encrypted.SendAsync().ConfigureAwait(false);
            return new TlsConnection(connection, encrypted, tls, new TlsInfo(tls, _options.RefuseForeignAuthorities), _receiveBufferSize);
        }
        catch
        {
            await encrypted.SendLastAsync().ConfigureAwait(false); // an alert
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            encrypted.Place = null;
            place.Leave();
        }
    }

    /// <summary>Counts a handshake that failed.</summary>
    public void OnFailedHandshake() => Interlocked.Increment(ref _failedHandshakes);

    /// <summary>Loads the certificates again whose files have changed. Where one cannot be used all stay as they are, and the log says so once.</summary>
    public void Reload()
    {
        lock (_reloading)
        {
            try
            {
                var loaded = _table.Certificates.Select(last => (Last: last, New: last.Source.Load(last))).ToList();
                if (loaded.All(certificate => certificate.New is null))
                    return;

                _table = Table([.. loaded.Select(certificate => certificate.New ?? certificate.Last)]);
                _failedReload = null;
                foreach (var changed in loaded.Where(certificate => certificate.New is not null))
                    _log.Info("Certificate '{0}' was loaded again; it is valid until {1:u}.", changed.New!.Source.Name, changed.New.Certificate.NotAfter.ToUniversalTime());
            }
            catch (TlsCertificateException cause)
            {
                if (_failedReload != cause.Message)
                    _log.Warning("{0}; the one that was loaded before stays.", LogText.OneLine(cause.Message));
                _failedReload = cause.Message;
            }
        }
    }

    private CertificateTable Table(IReadOnlyList<LoadedCertificate> certificates)
    {
        foreach (var loaded in certificates)
        {
            if (loaded.Certificate.NotAfter < DateTime.Now)
                _log.Warning("Certificate '{0}' has expired at {1:u}: clients will refuse it.", loaded.Source.Name, loaded.Certificate.NotAfter.ToUniversalTime());
            else if (loaded.Certificate.NotBefore > DateTime.Now)
                _log.Warning("Certificate '{0}' is not valid before {1:u}: clients will refuse it.", loaded.Source.Name, loaded.Certificate.NotBefore.ToUniversalTime());
        }

        return new CertificateTable(certificates, Handshake);
    }

    private SslServerAuthenticationOptions Handshake(LoadedCertificate certificate)
    {
        var asksClients = _options.ClientCertificates != ClientCertificates.Off;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = _options.MinimumVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = _protocols,
            // RFC 9113 §9.2.1: HTTP/2 over TLS 1.2 has no renegotiation.
            AllowRenegotiation = false,
            // A session that began where no certificate was asked for would be resumed here without one.
            AllowTlsResume = !asksClients,
            ClientCertificateRequired = asksClients,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = asksClients ? ClientPolicy() : null,
            RemoteCertificateValidationCallback = asksClients ? Validate : null,
        };
    }

    private X509ChainPolicy? ClientPolicy()
    {
        if (_options.ClientAuthorities is not { } authorities)
            return null;

        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2")); // client authentication
        return policy;
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
            return _options.ClientCertificates == ClientCertificates.Allow;
        return _options.ValidateClientCertificate?.Invoke(shown, chain, errors) ?? errors == SslPolicyErrors.None;
    }
}
