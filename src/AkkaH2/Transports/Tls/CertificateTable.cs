using System.Net.Security;

namespace AkkaH2.Transports.Tls;

/// <summary>The certificates of a server, each with the options of its handshakes, found by the name that a client asks for (SNI, RFC 6066 §3). Never changed: a reload makes another one.</summary>
internal sealed class CertificateTable
{
    private readonly Dictionary<string, SslServerAuthenticationOptions> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly SslServerAuthenticationOptions _first;

    /// <param name="certificates">At least one. Of two that name the same host, the earlier one is shown.</param>
    /// <param name="options">Makes the options of a certificate's handshakes.</param>
    public CertificateTable(IReadOnlyList<LoadedCertificate> certificates, Func<LoadedCertificate, SslServerAuthenticationOptions> options)
    {
        Certificates = certificates;
        var all = certificates.Select(options).ToList();
        _first = all[0];
        foreach (var (certificate, handshake) in certificates.Zip(all))
        {
            foreach (var name in certificate.ServerNames)
                _byName.TryAdd(name, handshake);
        }
    }

    public IReadOnlyList<LoadedCertificate> Certificates { get; }

    /// <summary>The options for a client that asks for this host: of the certificate that names it, else of the wildcard above it, else of the first one.</summary>
    public SslServerAuthenticationOptions Find(string serverName)
    {
        if (_byName.TryGetValue(serverName, out var exact))
            return exact;

        // RFC 9525 §6.3: a wildcard stands for one label, the first.
        var dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byName.TryGetValue($"*{serverName[dot..]}", out var wildcard) ? wildcard : _first;
    }
}
