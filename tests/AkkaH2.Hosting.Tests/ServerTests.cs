using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Akka.Configuration;
using AkkaH2.Http1;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Hosting.Tests;

/// <summary>Servers begin and end with the host.</summary>
public sealed class ServerTests : HostTest
{
    [Fact]
    public async Task A_started_host_serves()
    {
        var host = await Start(akka => akka.WithHttp2(http => http.Listen("localhost", 0).Map("GET", "/hello/{name}", x => x.Respond($"Hello, {x.Route["name"]}!"))));

        Assert.Equal("Hello, host!", await Get(Server(host), "/hello/host"));
    }

    [Fact]
    public async Task The_log_says_where_it_listens()
    {
        var host = await Start(akka => akka.WithHttp2(http => http.Listen("127.0.0.1", 0)));

        Assert.Contains(Log.Lines, line => line is { Category: "AkkaH2.Hosting", Level: LogLevel.Information } && line.Text == $"http2 is listening on {Server(host).Urls[0]}");
    }

    [Fact]
    public async Task All_addresses_of_a_server_have_its_endpoints()
    {
        var host = await Start(akka => akka.WithHttp2(http => http
            .Listen("127.0.0.1", 0)
            .Listen(new IPEndPoint(IPAddress.Loopback, 0))
            .ListenTls("127.0.0.1", 0, http.Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] })
            .Map("GET", "/", x => x.Respond(x.Connection.Tls is null ? "plain" : "secure"))));
        using var trusting = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true } })
        {
            DefaultRequestVersion = HttpVersion.Version20,
        };

        var answers = await Task.WhenAll(Server(host).Urls.Select(trusting.GetStringAsync).Skip(2).Concat(Server(host).Urls.Take(2).Select(Client.GetStringAsync)));

        Assert.Equal(["secure", "plain", "plain"], answers);
    }

    [Fact]
    public async Task A_certificate_comes_of_the_settings()
    {
        var pfx = Path.GetTempFileName();
        await File.WriteAllBytesAsync(pfx, SelfSigned.Pfx("se\"cr$et"));
        var host = await Start(
            (akka, configuration) => akka.WithHttp2(configuration, http => http.ListenTls("127.0.0.1", 0).Map("GET", "/", x => x.Respond("secure"))),
            null,
            ("AkkaH2:Tls:Certificates:0:Pfx", pfx),
            ("AkkaH2:Tls:Certificates:0:Password", "se\"cr$et"));
        File.Delete(pfx);

        Assert.StartsWith("https://", Server(host).Urls[0]);
    }

    [Fact]
    public async Task Its_options_are_those_of_a_binding()
    {
        var host = await Start(akka => akka.WithHttp2(http => http
            .Listen("127.0.0.1", 0)
            .With(options => options with { Http1 = http.System.Http1() })
            .Map("GET", "/", x => x.Respond($"{x.Connection.Protocol}"))));
        using var older = new HttpClient { DefaultRequestVersion = HttpVersion.Version11 };

        Assert.Equal(("Http1", "Http2"), (await older.GetStringAsync(Server(host).Urls[0]), await Get(Server(host), "/")));
    }

    [Fact]
    public async Task Several_servers_have_names()
    {
        var host = await Start(akka => akka
            .WithHttp2(http => http.Listen("127.0.0.1", 0).Map("GET", "/", x => x.Respond("public")))
            .WithHttp2(http =>
            {
                http.Name = "admin";
                http.Listen("127.0.0.1", 0).MapReadiness("/ready");
            }));

        Assert.Equal(["http2", "admin"], System(host).Http2Servers().Names);
        Assert.Equal("ready\n", await Get(System(host).Http2Server("admin"), "/ready"));
        Assert.Equal("public", await Get(System(host).Http2Server(), "/"));
        Assert.Equal(
            "No server named \"other\" is bound; bound are: http2, admin.",
            Assert.Throws<KeyNotFoundException>(() => System(host).Http2Server("other")).Message);
    }

    [Fact]
    public async Task Endpoints_use_the_services_of_the_host()
    {
        var host = await Start(
            (akka, _) => akka.WithHttp2((http, _, services) =>
            {
                var greeting = services.GetService<Greeting>();
                http.Listen("127.0.0.1", 0).Map("GET", "/", x => x.Respond(greeting.Text));
            }),
            services => services.AddSingleton(new Greeting("from a service")));

        Assert.Equal("from a service", await Get(Server(host), "/"));
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;

        var why = await ExpectNoStart<TransportException>((akka, _) => akka.WithHttp2(http => http.Listen("127.0.0.1", port)));

        Assert.Equal($"cannot bind 127.0.0.1:{port} with transport 'sockets': address already in use", why.Message);
    }

    [Fact]
    public async Task A_certificate_that_is_missing_is_named()
    {
        var none = await ExpectNoStart<TlsCertificateException>((akka, _) => akka.WithHttp2(http => http.ListenTls("127.0.0.1", 0)));
        var lost = await ExpectNoStart<TlsCertificateException>(
            (akka, configuration) => akka.WithHttp2(configuration, http => http.ListenTls("127.0.0.1", 0)), ("AkkaH2:Tls:Certificates:0:Pfx", "/no/such.pfx"));

        Assert.Equal("cannot use certificate 'akka.h2.tls.certificates': there is none; give one in the configuration or to BindTlsAsync", none.Message);
        Assert.StartsWith("cannot use certificate '/no/such.pfx': ", lost.Message);
    }

    [Fact]
    public async Task A_server_without_an_address_is_named()
    {
        var why = await ExpectNoStart<ConfigurationException>((akka, _) => akka.WithHttp2(http => http.Map("GET", "/", x => x.Respond("unreachable"))));

        Assert.Equal("The server \"http2\" of WithHttp2 listens nowhere: call Listen or ListenTls, such as http.Listen(\"localhost\", 8080).", why.Message);
    }

    [Fact]
    public async Task Two_servers_of_one_name_are_named()
    {
        var why = await ExpectNoStart<ConfigurationException>((akka, _) => akka
            .WithHttp2(http => http.Listen("127.0.0.1", 0))
            .WithHttp2(http => http.Listen("127.0.0.1", 0)));

        Assert.Equal("Two servers of WithHttp2 are named \"http2\": give one of them a Name of its own.", why.Message);
    }

    private sealed record Greeting(string Text);
}
