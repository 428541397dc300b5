using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Server;
using AkkaH2.Tests.Tls;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Client;

/// <summary>A client of an https origin, against servers with certificates of every kind.</summary>
[Trait("RFC 9113", "9.2")]
public sealed class TlsTests : TlsTest
{
    private readonly X509Certificate2 _authority = Issue("authority", isAuthority: true);

    private TlsClientOptions ClientTls => System.Http2().Settings.Client.Tls;

    private TlsClientOptions Trusting => ClientTls with { Authorities = [_authority] };

    [Theory]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task Requests_and_bodies_cross_it_both_ways(string transport)
    {
        using var system = ActorSystem.Create("other", Akka.Configuration.ConfigurationFactory.ParseString($"akka.loglevel = OFF\nakka.h2.transport = {transport}"));
        TlsInfo? seen = null;
        var server = await Bind(Served(), endpoints => endpoints.Map("POST", "/echo", async x =>
        {
            seen = x.Connection.Tls;
            await x.RespondStreaming().WriteAsync(x.Request.Body);
        }));
        await using var client = system.Http2().Client(
            $"https://localhost:{((IPEndPoint)server.LocalEndPoint).Port}", system.Http2().Settings.Client with { EndPoint = server.LocalEndPoint, Tls = Trusting });
        var body = new byte[300_000];
        Random.Shared.NextBytes(body);

        var response = await client.SendAsync(Request.Post("/echo", body)).WaitAsync(Deadline);

        Assert.Equal(body, await response.Body.ReadToEndAsync(body.Length));
        Assert.Equal(("h2", "localhost"), (seen!.ApplicationProtocol, seen.ServerName));
    }

    [Fact]
    public async Task A_certificate_that_the_machine_does_not_trust_is_refused() =>
        Assert.Equal("the server's certificate comes from an authority that is not trusted: CN=authority", await RefusedBy(Served(), ClientTls));

    [Fact]
    public async Task So_is_one_of_another_authority() => Assert.Equal(
        "the server's certificate comes from an authority that is not trusted: CN=authority", await RefusedBy(Served(), ClientTls with { Authorities = [Issue("other", isAuthority: true)] }));

    [Fact]
    public async Task So_is_one_for_another_host() => Assert.Equal(
        "the server's certificate is for elsewhere.example, not for localhost", await RefusedBy(Served("elsewhere.example"), Trusting));

    [Fact]
    public async Task So_is_one_that_has_expired() => Assert.StartsWith(
        "the server's certificate expired at ", await RefusedBy(Served(until: DateTimeOffset.UtcNow.AddHours(-1)), Trusting));

    [Fact]
    public async Task A_self_signed_certificate_can_be_trusted_itself()
    {
        var own = Issue("localhost");
        Assert.Equal("ok", await Ask(await Bind(Served(own)), ClientTls with { Authorities = [own] }));
    }

    [Fact]
    public async Task An_authority_is_read_from_a_file()
    {
        var path = Path.Combine(Folder, "ca.pem");
        await File.WriteAllTextAsync(path, _authority.ExportCertificatePem());
        Assert.Equal("ok", await Ask(await Bind(Served()), ClientTls with { Authorities = TlsCertificate.ReadAuthorities(path) }));
    }

    [Fact]
    public async Task The_certificates_in_between_come_from_the_server()
    {
        var between = Issue("between", _authority, isAuthority: true);
        var path = WritePfx("chain.pfx", Issue("localhost", between), between);
        Assert.Equal("ok", await Ask(await Bind(Tls with { Certificates = [TlsCertificate.FromPfx(path)] }), Trusting));
    }

    [Fact]
    public async Task What_is_insecure_is_called_so()
    {
        var server = await Bind(Served("elsewhere.example") with { RefuseForeignAuthorities = false });
        Assert.Equal("ok", await Ask(server, ClientTls.InsecurelyAcceptingAnyCertificate()));
        SslPolicyErrors? seen = null;
        var error = await Refusal(server, ClientTls with
        {
            InsecureValidation = (_, _, errors) =>
            {
                seen = errors;
                return false;
            },
        });
        Assert.StartsWith("the application does not accept the server's certificate", error.Detail);
        Assert.Equal(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, seen);
    }

    [Fact]
    public async Task The_server_can_be_asked_for_another_name() =>
        Assert.Equal("ok", await Ask(await Bind(Served("elsewhere.example") with { RefuseForeignAuthorities = false }), Trusting with { ServerName = "elsewhere.example" }));

    [Fact]
    public async Task A_server_that_asks_is_shown_the_clients_certificate()
    {
        var server = await Bind(
            Served() with { ClientCertificates = ClientCertificates.Require, ClientAuthorities = [_authority] },
            endpoints => endpoints.Map("GET", "/", x => x.Respond(x.Connection.Tls!.ClientCertificate!.Subject)));
        Assert.Equal("CN=alice", await Ask(server, Trusting with { Certificate = TlsCertificate.From(Issue("alice", _authority)) }));
    }

    /// <summary>In TLS 1.3 the client's handshake is over before the server knows.</summary>
    [Fact]
    public async Task A_server_that_requires_one_refuses_a_client_without()
    {
        var server = await Bind(Served() with { ClientCertificates = ClientCertificates.Require, ClientAuthorities = [_authority] });
        Assert.Equal("the server asked for a certificate, and closed the connection when it got none", (await Refusal(server, Trusting)).Detail);
    }

    [Fact]
    public async Task It_refuses_one_that_it_does_not_trust()
    {
        var server = await Bind(Served() with { ClientCertificates = ClientCertificates.Require, ClientAuthorities = [_authority] });
        Assert.Equal(
            "the server asked for a certificate, and closed the connection when it got CN=mallory",
            (await Refusal(server, Trusting with { Certificate = TlsCertificate.From(Issue("mallory")) })).Detail);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "h2")]
    [InlineData(SslProtocols.Tls12, "http/1.1")]
    [InlineData(SslProtocols.Tls13, "http/1.1")]
    public async Task So_does_one_of_another_version(SslProtocols version, string protocol)
    {
        var (listener, served) = await ServeOnce(new()
        {
            EnabledSslProtocols = version,
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        Assert.Equal("the server asked for a certificate, and closed the connection when it got none", (await Refusal(listener, Trusting)).Detail);
        await Assert.ThrowsAsync<AuthenticationException>(() => served);
    }

    [Fact]
    public async Task A_certificate_of_a_file_is_loaded_again_for_the_next_connection()
    {
        var server = await Bind(
            Served() with { ClientCertificates = ClientCertificates.Require, ClientAuthorities = [_authority] },
            endpoints => endpoints.Map("GET", "/", x => x.Respond(x.Connection.Tls!.ClientCertificate!.Subject)));
        var path = WritePfx("alice.pfx", Issue("alice", _authority));
        var tls = Trusting with { Certificate = TlsCertificate.FromPfx(path) };
        await using var client = NewClient(server, tls);
        WritePfx("alice.pfx", Issue("bob", _authority));
        Assert.Equal("CN=bob", await Ask(client));
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_named_at_once() => Assert.Contains(
        "no-such.pfx",
        Assert.Throws<TlsCertificateException>(() => NewClient(new IPEndPoint(IPAddress.Loopback, 1), Trusting with { Certificate = TlsCertificate.FromPfx("no-such.pfx") })).Message);

    [Fact]
    public async Task A_server_without_a_common_version_refuses()
    {
        var (listener, served) = await ServeOnce(new() { EnabledSslProtocols = SslProtocols.Tls12, ApplicationProtocols = [SslApplicationProtocol.Http2] });
        var error = await Refusal(listener, Trusting with { MinimumVersion = SslProtocols.Tls13 });
        Assert.StartsWith("the TLS handshake failed: ", error.Detail);
        await Assert.ThrowsAnyAsync<Exception>(() => served);
    }

    [Fact, Trait("RFC 9113", "3.2")]
    public async Task A_server_that_does_not_choose_h2_does_not_speak_HTTP2()
    {
        var (listener, _) = await ServeOnce(new());
        await using var client = NewClient(listener, Trusting, ClientProtocol.PriorKnowledge);
        var error = await Assert.ThrowsAsync<Http2ClientException>(() => client.SendAsync(Request.Get("/")).WaitAsync(Deadline));
        Assert.Equal((ClientErrorKind.TlsRefused, "the server does not speak HTTP/2: it chose no protocol by ALPN"), (error.Kind, error.Detail));
    }

    [Theory, Trait("RFC 9113", "3.2")]
    [InlineData(true)]
    [InlineData(false)] // a server without ALPN
    public async Task One_that_chooses_HTTP1_is_spoken_to_in_it(bool alpn)
    {
        var (listener, _) = await ServeOnce(new() { ApplicationProtocols = alpn ? [SslApplicationProtocol.Http11] : null }, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var client = NewClient(listener, Trusting);
        Assert.Equal("ok", await Ask(client));
    }

    [Fact, Trait("RFC 9113", "9.2.2")]
    public async Task A_prohibited_cipher_suite_is_refused()
    {
#pragma warning disable CA1416 // Linux
        var suites = new CipherSuitesPolicy([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256]);
#pragma warning restore CA1416
        var (listener, _) = await ServeOnce(new() { EnabledSslProtocols = SslProtocols.Tls12, CipherSuitesPolicy = suites, ApplicationProtocols = [SslApplicationProtocol.Http2] });
        Assert.EndsWith("prohibits: TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", (await Refusal(listener, Trusting)).Detail);
    }

    [Fact]
    public async Task A_port_without_TLS_is_refused()
    {
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoints => endpoints.Map("GET", "/", x => x.Respond("ok")));
        var error = await Refusal(server.LocalEndPoint, Trusting);
        Assert.StartsWith("the connection ended in the TLS handshake: ", error.Detail);
    }

    private TlsOptions Served(string host = "localhost", DateTimeOffset? until = null) => Served(Issue(host, _authority, until: until));

    private TlsOptions Served(X509Certificate2 certificate) => Tls with { Certificates = [TlsCertificate.From(certificate)] };

    private Http2Client NewClient(ServerBinding server, TlsClientOptions tls) => NewClient(server.LocalEndPoint, tls);

    private Http2Client NewClient(EndPoint server, TlsClientOptions tls, ClientProtocol protocol = ClientProtocol.Negotiate) => System.Http2().Client(
        $"https://localhost:{((IPEndPoint)server).Port}", System.Http2().Settings.Client with { EndPoint = server, Tls = tls, Protocol = protocol });

    private async Task<string> Ask(ServerBinding server, TlsClientOptions tls)
    {
        await using var client = NewClient(server, tls);
        return await Ask(client);
    }

    private static async Task<string> Ask(Http2Client client)
    {
        var response = await client.SendAsync(Request.Get("/")).WaitAsync(Deadline);
        return await response.Body.ReadTextAsync(1_000);
    }

    private async Task<string> RefusedBy(TlsOptions served, TlsClientOptions tls) => (await Refusal(await Bind(served), tls)).Detail;

    private Task<Http2ClientException> Refusal(ServerBinding server, TlsClientOptions tls) => Refusal(server.LocalEndPoint, tls);

    private async Task<Http2ClientException> Refusal(EndPoint server, TlsClientOptions tls)
    {
        await using var client = NewClient(server, tls);
        var error = await Assert.ThrowsAsync<Http2ClientException>(() => client.SendAsync(Request.Get("/")).WaitAsync(Deadline));
        Assert.Equal((ClientErrorKind.TlsRefused, false), (error.Kind, error.MayHaveBeenProcessed));
        return error;
    }

    /// <summary>A foreign server that does one handshake, and then answers the first octets that it gets.</summary>
    private async Task<(EndPoint Server, Task Handshake)> ServeOnce(SslServerAuthenticationOptions options, string answer = "")
    {
        options.ServerCertificate = Issue("localhost", _authority);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (listener.LocalEndpoint, Handshake());

        async Task Handshake()
        {
            using var socket = await listener.AcceptSocketAsync();
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsServerAsync(options);
            Assert.InRange(await tls.ReadAsync(new byte[1_000]), 0, 1_000);
            await tls.WriteAsync(Encoding.ASCII.GetBytes(answer));
            Assert.InRange(await tls.ReadAsync(new byte[1]), 0, 1); // until the client closes
        }
    }
}
