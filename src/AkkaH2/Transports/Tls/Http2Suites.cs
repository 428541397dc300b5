using System.Net.Security;
using System.Security.Authentication;

namespace AkkaH2.Transports.Tls;

/// <summary>RFC 9113 §9.2.2 and its appendix A: the cipher suites of TLS 1.2 that HTTP/2 prohibits.</summary>
internal static class Http2Suites
{
    /// <summary>True for TLS 1.3, and for suites of TLS 1.2 with an ephemeral key exchange and an AEAD cipher: the appendix lists all others.</summary>
    public static bool Allows(TlsInfo tls) => tls.Version != SslProtocols.Tls12 || Allows(tls.CipherSuite);

    /// <summary>True for a suite with an ephemeral key exchange and an AEAD cipher.</summary>
    public static bool Allows(TlsCipherSuite suite)
    {
        var name = suite.ToString();
        return (name.StartsWith("TLS_ECDHE_", StringComparison.Ordinal) || name.StartsWith("TLS_DHE_", StringComparison.Ordinal))
            && (name.Contains("_GCM", StringComparison.Ordinal) || name.Contains("_CCM", StringComparison.Ordinal) || name.Contains("_POLY1305", StringComparison.Ordinal));
    }
}
