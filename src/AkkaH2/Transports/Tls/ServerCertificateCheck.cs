using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Transports.Tls;

/// <summary>Whether the certificate that a server shows in one handshake is accepted, and in words why not.</summary>
internal sealed class ServerCertificateCheck(TlsClientOptions options, string host)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280 §4.2.1.12

    /// <summary>The reason of the refusal; null if there was none.</summary>
    public string? Refusal { get; private set; }

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = certificate is X509Certificate2 shown ? Check(shown, chain, errors) : "the server showed no certificate";
        return Refusal is null;
    }

    private string? Check(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.InsecureValidation is { } decides)
            return decides(certificate, chain, errors) ? null : $"the application does not accept the server's certificate, {certificate.Subject}";
        if (errors == SslPolicyErrors.None)
            return null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the server's certificate is for {NamesOf(certificate)}, not for {host}";
        if (options.Authorities is not { } authorities)
            return Describe(certificate, chain);

        using var another = new X509Chain { ChainPolicy = PolicyOf(authorities, chain) };
        return another.Build(certificate) ? null : Describe(certificate, another);
    }

    private X509ChainPolicy PolicyOf(X509Certificate2Collection authorities, X509Chain? chain)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = options.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new(ServerAuthentication));
        if (chain is not null)
            policy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore); // the certificates in between, which the server sent too
        return policy;
    }

    private static string Describe(X509Certificate2 certificate, X509Chain? chain)
    {
        var faults = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid) && certificate.NotAfter < DateTime.Now)
            return $"the server's certificate expired at {certificate.NotAfter.ToUniversalTime():u}";
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid) && certificate.NotBefore > DateTime.Now)
            return $"the server's certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}";
        if (faults.HasFlag(X509ChainStatusFlags.Revoked))
            return "the server's certificate was revoked";
        if ((faults & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
            return $"the server's certificate comes from an authority that is not trusted: {certificate.Issuer}";
        return $"the server's certificate is not valid: {faults}";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var all = names is null ? [] : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())).ToArray();
        return all.Length == 0 ? certificate.Subject : string.Join(", ", all);
    }
}
