using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

/// <summary>A server with TLS for each test, its clients, and certificates of an authority of its own.</summary>
public abstract class TlsTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<IAsyncDisposable> _open = [];

    protected ActorSystem System { get; private set; } = null!;

    /// <summary>A folder for files of the test.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("akkah2-tls").FullName;

    protected virtual string Hocon => "";

    protected TlsOptions Tls => System.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] };

    public Task InitializeAsync()
    {
        System = ActorSystem.Create("tls", ConfigurationFactory.ParseString(Hocon)
            .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF"))
            .WithFallback(Http2.DefaultConfig));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var one in _open)
            await one.DisposeAsync();
        await System.Terminate().WaitAsync(Deadline);
        Directory.Delete(Folder, recursive: true);
    }

    protected async Task<ServerBinding> Bind(TlsOptions tls, Action<EndpointBuilder>? endpoints = null)
    {
        var server = await System.Http2().BindAsync(
            new ServerAddress(new IPEndPoint(IPAddress.Loopback, 0), tls), new ServerOptions(), endpoints ?? (e => e.Map("GET", "/", x => x.Respond("ok"))));
        return server;
    }

    /// <summary>A client that has done its handshake.</summary>
    protected async Task<SslStream> Connect(ServerBinding server, SslClientAuthenticationOptions? options = null)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var tls = await TlsPeer.ConnectAsync(server.LocalEndPoint, options, deadline.Token);
        _open.Add(tls);
        return tls;
    }

    /// <summary>The answer to one GET.</summary>
    private protected static Task<ReceivedResponse> Get(SslStream tls, string path = "/", string authority = "localhost") => Get(new TestPeer(tls), path, authority);

    /// <inheritdoc cref="Get(SslStream, string, string)"/>
    private protected static async Task<ReceivedResponse> Get(TestPeer peer, string path = "/", string authority = "localhost")
    {
        await peer.Handshake();
        await peer.Send(Frames.Headers(1).Request("GET", path, "https", authority).EndStream());
        return await peer.ExpectResponse(1);
    }

    /// <summary>A connection without TLS.</summary>
    protected static async Task<Socket> Open(ServerBinding server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.LocalEndPoint);
        return socket;
    }

    /// <summary>Reads until the server has closed the connection.</summary>
    protected static async Task EndOf(Socket client)
    {
        try
        {
            var buffer = new byte[1024];
            while (await client.ReceiveAsync(buffer).WaitAsync(Deadline) > 0)
            {
                // an alert
            }
        }
        catch (SocketException)
        {
            // a reset
        }
    }

    protected static async Task<string> ReadToEnd(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().WaitAsync(Deadline);
    }

    /// <summary>A certificate of these hosts that is signed by the issuer, or by itself.</summary>
    protected static X509Certificate2 Issue(string subject, X509Certificate2? issuer = null, bool isAuthority = false, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(subject);
        request.CertificateExtensions.Add(names.Build());
        if (issuer is null)
            return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), until ?? DateTimeOffset.UtcNow.AddDays(2));
        // No longer than its issuer, not even by the second that has gone by since.
        using var issued = request.Create(issuer, issuer.NotBefore, until ?? issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Writes a PFX file.</summary>
    protected string WritePfx(string name, X509Certificate2 certificate, string? password = null)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, password));
        return path;
    }

    /// <summary>Writes a PFX file without a password: a certificate and those of the authorities between it and the root.</summary>
    protected string WritePfx(string name, X509Certificate2 certificate, params X509Certificate2[] chain)
    {
        var path = Path.Combine(Folder, name);
        var all = new X509Certificate2Collection(certificate);
        foreach (var one in chain)
            all.Add(X509CertificateLoader.LoadCertificate(one.RawData)); // without its key
        File.WriteAllBytes(path, all.Export(X509ContentType.Pkcs12)!);
        return path;
    }
}
