using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.Configuration;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// How a server speaks TLS: <c>akka.h2.tls</c> as it was read, whose meaning and defaults stand in reference.conf. A program changes what it wants:
/// <c>system.Http2().Settings.Tls with { Certificates = [TlsCertificate.FromPfx("site.pfx")] }</c>.
/// </summary>
public sealed record TlsOptions
{
    internal TlsOptions(SettingsReader read)
    {
        Certificates = [.. read.List("certificates").Select(TlsCertificateSettings.Read)];
        MinimumVersion = read.Choice("minimum-version", ("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13));
        ClientCertificates = read.Choice<ClientCertificates>("client-certificates");
        if (read.OptionalText("client-authorities") is { } path)
            ClientAuthorities = TlsCertificateSettings.ReadAuthorities(path);
        RefuseForeignAuthorities = read.Flag("refuse-foreign-authorities");
        HandshakeTimeout = read.Time("handshake-timeout");
        MaxHandshakes = read.Number("max-handshakes", 1);
        ReloadInterval = read.TimeOrInfinite("reload-interval");
    }

    /// <summary>The certificates. The client's SNI chooses; the first one is shown to clients that name no host, or one that none of them has.</summary>
    public IReadOnlyList<TlsCertificate> Certificates { get; init; }

    /// <summary><see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public SslProtocols MinimumVersion { get; init; }

    /// <summary>Whether clients are asked for a certificate.</summary>
    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>The authorities whose client certificates are valid; those that the machine trusts if null.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>
    /// Decides instead whether a client certificate is valid: gets it, its chain, and what is wrong with it. Runs during the handshake, so it must not block.
    /// </summary>
    public Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool>? ValidateClientCertificate { get; init; }

    /// <summary>True if requests for an authority that the certificate does not name are answered with 421.</summary>
    public bool RefuseForeignAuthorities { get; init; }

    /// <summary>Time from accepting a connection to the end of its handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; }

    /// <summary>Handshakes that a listener works on at once.</summary>
    public int MaxHandshakes { get; init; }

    /// <summary>How often certificates of files are compared with their files; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan ReloadInterval { get; init; }
}
