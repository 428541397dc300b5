using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

public sealed class ClientCertificateTests : TlsTest
{
    private readonly X509Certificate2 _authority = Issue("clients", isAuthority: true);

    [Theory]
    [InlineData(ClientCertificates.Allow)]
    [InlineData(ClientCertificates.Require)]
    public async Task A_valid_one_is_shown_to_endpoints(ClientCertificates mode) =>
        Assert.Equal("CN=alice", await Whoami(Asking(mode), Issue("alice", _authority)));

    [Fact]
    public async Task Where_it_is_allowed_a_client_may_have_none() => Assert.Equal("nobody", await Whoami(Asking(ClientCertificates.Allow), null));

    [Fact]
    public async Task Where_it_is_off_none_is_asked_for() => Assert.Equal("nobody", await Whoami(Asking(ClientCertificates.Off), Issue("alice", _authority)));

    [Theory]
    [InlineData(ClientCertificates.Allow, true)]
    [InlineData(ClientCertificates.Require, true)]
    [InlineData(ClientCertificates.Require, false)]
    public async Task One_of_another_authority_or_none_where_it_is_required_fails_the_handshake(ClientCertificates mode, bool shows)
    {
        var server = await Bind(Asking(mode), e => e.Map("GET", "/", x => x.Respond("served")));

        using var client = await Open(server);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Get(await TlsPeer.Secure(new NetworkStream(client), Showing(shows ? Issue("alice") : null))));
        await EndOf(client);

        Assert.Equal(1, server.FailedHandshakes);
    }

    [Fact]
    public async Task The_program_may_decide_instead() => Assert.Equal(
        "CN=alice", await Whoami(Asking(ClientCertificates.Require) with { ValidateClientCertificate = (certificate, _, _) => certificate.Subject == "CN=alice" }, Issue("alice")));

    /// <summary>A session that began without a certificate would bring the client past the question for one.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_session_of_a_server_that_does_not_ask_is_not_resumed_at_one_that_does(SslProtocols version)
    {
        var certificate = TlsCertificate.From(Issue("localhost"));
        var open = await Bind(Asking(ClientCertificates.Off) with { Certificates = [certificate] }, e => e.Map("GET", "/", x => x.Respond("open")));
        var asking = await Bind(Asking(ClientCertificates.Require) with { Certificates = [certificate] }, e => e.Map("GET", "/", x => x.Respond("served")));
        // The client's sessions are kept by host name and options.
        var options = Showing(null);
        options.EnabledSslProtocols = version;
        for (var i = 0; i < 3; i++)
            Assert.Equal("open", (await Get(await Connect(open, options))).Text);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Get(await Connect(asking, options)));
    }

    private TlsOptions Asking(ClientCertificates mode) => Tls with { ClientCertificates = mode, ClientAuthorities = [_authority] };

    private async Task<string> Whoami(TlsOptions tls, X509Certificate2? certificate)
    {
        var server = await Bind(tls, e => e.Map("GET", "/", x => x.Respond(x.Connection.Tls!.ClientCertificate?.Subject ?? "nobody")));
        return (await Get(await Connect(server, Showing(certificate)))).Text;
    }

    private static SslClientAuthenticationOptions Showing(X509Certificate2? certificate)
    {
        var options = TlsPeer.Options();
        if (certificate is not null)
            options.ClientCertificates = [certificate];
        return options;
    }
}
