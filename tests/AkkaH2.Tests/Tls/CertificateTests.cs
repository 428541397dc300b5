using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

public sealed class CertificateTests : TlsTest
{
    [Theory]
    [InlineData("one.example", "one.example")]
    [InlineData("ONE.example", "one.example")]
    [InlineData("two.example", "two.example")]
    [InlineData("a.wild.example", "*.wild.example")]
    [InlineData("a.b.wild.example", "one.example")]
    [InlineData("other.example", "one.example")]
    public async Task The_name_that_the_client_asks_for_chooses(string asked, string shown)
    {
        var server = await Bind(Tls with { Certificates = [.. new[] { "one.example", "two.example", "*.wild.example" }.Select(name => TlsCertificate.From(Issue(name)))] });

        var client = await Connect(server, TlsPeer.Options(asked));

        Assert.Equal($"CN={shown}", client.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Names_can_be_given_where_the_certificate_has_others()
    {
        var server = await Bind(Tls with { Certificates = [TlsCertificate.From(Issue("one.example")), TlsCertificate.From(Issue("two.example"), "three.example")] });

        Assert.Equal("CN=two.example", (await Connect(server, TlsPeer.Options("three.example"))).RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Certificates_come_from_PFX_and_from_PEM_with_their_chain()
    {
        var authority = Issue("authority", isAuthority: true);
        var leaf = Issue("pem.example", authority);
        var (pem, key) = (Path.Combine(Folder, "site.crt"), Path.Combine(Folder, "site.key"));
        File.WriteAllText(pem, $"{leaf.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
        File.WriteAllText(key, leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var server = await Bind(Tls with
        {
            Certificates = [TlsCertificate.FromPfx(WritePfx("site.pfx", Issue("pfx.example"), "secret"), "secret"), TlsCertificate.FromPem(pem, key)],
        });
        var chain = 0;
        var options = TlsPeer.Options("pem.example");
        options.RemoteCertificateValidationCallback = (_, _, built, _) =>
        {
            chain = built!.ChainPolicy.ExtraStore.Count;
            return true;
        };

        Assert.Equal("CN=pfx.example", (await Connect(server, TlsPeer.Options("pfx.example"))).RemoteCertificate!.Subject);
        Assert.Equal("CN=pem.example", (await Connect(server, options)).RemoteCertificate!.Subject);
        Assert.True(chain > 0);
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_said_at_start() => Assert.Contains(
        "the password is wrong", await Refusal(TlsCertificate.FromPfx(WritePfx("site.pfx", Issue("a"), "right"), "wrong")));

    [Fact]
    public async Task A_file_that_is_not_there_is_said_at_start() =>
        Assert.Contains($"there is no file '{Folder}/none.pfx'", await Refusal(TlsCertificate.FromPfx(Path.Combine(Folder, "none.pfx"))));

    [Fact]
    public async Task A_file_that_is_no_certificate_is_said_at_start()
    {
        File.WriteAllText(Path.Combine(Folder, "junk.pfx"), "junk");
        Assert.StartsWith("cannot use certificate", await Refusal(TlsCertificate.FromPfx(Path.Combine(Folder, "junk.pfx"))));
    }

    [Fact]
    public async Task A_certificate_without_its_private_key_is_said_at_start() => Assert.Contains(
        "it has no private key", await Refusal(TlsCertificate.From(X509CertificateLoader.LoadCertificate(Issue("a").RawData))));

    [Fact]
    public async Task A_server_without_a_certificate_is_said_at_start() => Assert.Contains(
        "akka.h2.tls.certificates", (await Assert.ThrowsAsync<TlsCertificateException>(() => Bind(Tls with { Certificates = [] }))).Message);

    [Fact]
    public void An_expired_certificate_is_a_warning()
    {
        var log = new Lines();

        _ = new TlsServer(Tls with { Certificates = [TlsCertificate.From(Issue("old", until: DateTimeOffset.UtcNow.AddDays(-1)))] }, takesHttp1: false, 4096, log.Adapter);

        Assert.Contains("Certificate 'CN=old' has expired", Assert.Single(log.Warnings));
    }

    [Fact]
    public async Task A_file_that_changes_is_shown_to_new_connections_and_open_ones_go_on()
    {
        var path = WritePfx("site.pfx", Issue("localhost"));
        var server = new TlsServer(Tls with { Certificates = [TlsCertificate.FromPfx(path)] }, takesHttp1: false, 65_536, NoLogger.Instance);
        await using var loopback = await Loopback.Listen(server);
        var before = await loopback.Connect();

        WritePfx("site.pfx", Issue("renewed"));
        server.Reload();
        var after = await loopback.Connect();

        Assert.Equal(("CN=localhost", "CN=renewed"), (before.RemoteCertificate!.Subject, after.RemoteCertificate!.Subject));
        await loopback.ExpectEcho(before);
        await loopback.ExpectEcho(after);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_leaves_what_was_there_and_warns_once()
    {
        var log = new Lines();
        var path = WritePfx("site.pfx", Issue("localhost"));
        var server = new TlsServer(Tls with { Certificates = [TlsCertificate.FromPfx(path)] }, takesHttp1: false, 65_536, log.Adapter);
        await using var loopback = await Loopback.Listen(server);

        File.WriteAllText(path, "half of a fi");
        server.Reload();
        server.Reload();

        Assert.Equal("CN=localhost", (await loopback.Connect()).RemoteCertificate!.Subject);
        Assert.Contains("the one that was loaded before stays", Assert.Single(log.Warnings));
    }

    [Fact]
    public void The_configuration_names_them()
    {
        var pem = Path.Combine(Folder, "ca.pem");
        File.WriteAllText(pem, Issue("authority", isAuthority: true).ExportCertificatePem());
        var tls = Http2Settings.From(ConfigurationFactory.ParseString($$"""
            akka.h2.tls {
              certificates = [{ pfx = a.pfx, password = p, names = ["a.example"] }, { pem = b.crt, key = b.key }, { store = "c.example", store-location = LocalMachine }]
              client-certificates = require
              client-authorities = "{{pem}}"
              minimum-version = "1.3"
            }
            """).WithFallback(Http2.DefaultConfig)).Tls;

        Assert.Equal(["a.pfx", "b.crt", "LocalMachine/My/c.example"], tls.Certificates.Select(certificate => certificate.Name));
        Assert.Equal(["a.example"], tls.Certificates[0].ServerNames);
        Assert.Equal((ClientCertificates.Require, SslProtocols.Tls13, "CN=authority"), (tls.ClientCertificates, tls.MinimumVersion, tls.ClientAuthorities![0].Subject));
    }

    [Theory]
    [InlineData("certificates = 5", "akka.h2.tls.certificates must be a list, but is 5")]
    [InlineData("certificates = [{ key = a }]", "akka.h2.tls.certificates[0].pfx must be a file, unless pem or store says where the certificate is")]
    [InlineData("minimum-version = \"1.1\"", "akka.h2.tls.minimum-version must be 1.2 or 1.3, but is 1.1")]
    [InlineData("client-certificates = maybe", "akka.h2.tls.client-certificates must be off or allow or require, but is maybe")]
    [InlineData("max-handshakes = 0", "akka.h2.tls.max-handshakes must be at least 1, but is 0")]
    public void A_wrong_value_is_named_with_its_full_path(string line, string message) => Assert.StartsWith(
        message,
        Assert.Throws<ConfigurationException>(() => Http2Settings.From(ConfigurationFactory.ParseString($"akka.h2.tls {{ {line} }}").WithFallback(Http2.DefaultConfig))).Message);

    private async Task<string> Refusal(TlsCertificate certificate) =>
        (await Assert.ThrowsAsync<TlsCertificateException>(() => Bind(Tls with { Certificates = [certificate] }))).Message;
}
