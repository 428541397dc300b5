using System.Net.Security;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

[Trait("RFC 9113", "9.2.2")]
public sealed class Http2SuitesTests
{
    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true)] // RFC 9113 §9.2.2: has to be there
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_CCM, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false)] // no AEAD
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)] // no ephemeral key
    [InlineData(TlsCipherSuite.TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA, false)]
    [InlineData(TlsCipherSuite.TLS_NULL_WITH_NULL_NULL, false)]
    public void Ephemeral_keys_and_AEAD_are_allowed(TlsCipherSuite suite, bool allowed) => Assert.Equal(allowed, Http2Suites.Allows(suite));
}
