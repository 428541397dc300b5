using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Akka.Configuration;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

/// <summary>docs/tls.md says what these examples say, and they serve. Its files lie in the folder that the tests run in.</summary>
public sealed partial class DocExamplesTests : TlsTest
{
    private static readonly string Document = File.ReadAllText(InRepository("docs/tls.md"));

    private readonly X509Certificate2 _site = Issue("localhost");
    private readonly X509Certificate2 _authority = Issue("clients", isAuthority: true);

    /// <summary>Each block and each table's row in HOCON, but for the store's.</summary>
    public static TheoryData<string> Configurations =>
    [
        .. Blocks().Matches(Document).Select(block => block.Groups["hocon"].Value),
        .. Rows().Matches(Document).Select(row => $"akka.h2.tls.certificates = [{row.Groups["hocon"].Value}]"),
    ];

    [Fact]
    public void The_document_has_a_block_and_two_rows() => Assert.Equal(3, Configurations.Count);

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task A_certificate_of_the_configuration_is_served(string hocon)
    {
        WriteFiles();

        await ExpectServed(Http2Settings.From(ConfigurationFactory.ParseString(hocon).WithFallback(Http2.DefaultConfig)).Tls);
    }

    [Fact]
    public async Task A_certificate_of_the_program_is_served()
    {
        WriteFiles();
        TlsCertificate[] certificates = [TlsCertificate.FromPfx("site.pfx", "secret"), TlsCertificate.FromPem("site.crt", "site.key"), TlsCertificate.From(_site)];

        foreach (var certificate in certificates)
            await ExpectServed(Tls with { Certificates = [certificate] });

        Assert.Contains("`TlsCertificate.FromPfx(\"site.pfx\", \"secret\")`", Document);
        Assert.Contains("`TlsCertificate.FromPem(\"site.crt\", \"site.key\")`", Document);
        Assert.Contains("`TlsCertificate.From(certificate)`", Document);
    }

    [Fact]
    public async Task Clients_need_a_certificate_of_the_authority()
    {
        WriteFiles();
        var http2 = System.Http2();
        #region client certificates
        var tls = http2.Settings.Tls with
        {
            ClientCertificates = ClientCertificates.Require,   // or Allow: a client may have none
            ClientAuthorities = TlsCertificate.ReadAuthorities("clients.pem"),
        };
        #endregion
        var server = await Bind(tls with { Certificates = [TlsCertificate.From(_site)] });
        var showing = TlsPeer.Options();
        showing.ClientCertificates = [Issue("alice", _authority)];

        Assert.Equal("ok", (await Get(await Connect(server, showing))).Text);
        await Assert.ThrowsAnyAsync<Exception>(async () => await Get(await Connect(server)));
    }

    [Fact]
    public void Every_region_stands_in_the_document()
    {
        var regions = Regions().Matches(File.ReadAllText(InRepository("tests/AkkaH2.Tests/Tls/DocExamplesTests.cs")));

        Assert.Single(regions);
        Assert.All(regions, region => Assert.Contains(Regex.Replace(region.Groups["code"].Value, "(?m)^ {8}", ""), Document));
    }

    private async Task ExpectServed(TlsOptions tls)
    {
        var client = await Connect(await Bind(tls));

        Assert.Equal(_site.Thumbprint, ((X509Certificate2)client.RemoteCertificate!).Thumbprint);
        Assert.Equal("ok", (await Get(client)).Text);
    }

    private void WriteFiles()
    {
        File.WriteAllBytes("site.pfx", _site.Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllText("site.crt", _site.ExportCertificatePem());
        File.WriteAllText("site.key", _site.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText("clients.pem", _authority.ExportCertificatePem());
    }

    private static string InRepository(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path)))
                return Path.Combine(folder.FullName, path);
        }

        throw new DirectoryNotFoundException("These tests run inside the repository.");
    }

    [GeneratedRegex("^```hocon\n(?<hocon>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\|.*\| `(?<hocon>\{ (pfx|pem) = [^`]*)` \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^ *#region .*\n(?<code>[\s\S]*?)^ *#endregion", RegexOptions.Multiline)]
    private static partial Regex Regions();
}
