using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Hosting;
using AkkaH2.PeerBench.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaH2.Hosting.Tests;

/// <summary>The examples of docs/hosting.md: they stand here word for word, but for their ports, and run. Its program is samples/Hosting.</summary>
public sealed partial class HostingExamples : HostTest
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Programs.Root, "docs", "hosting.md"));

    [Fact]
    public async Task Addresses()
    {
        var pfx = Path.GetTempFileName();
        await File.WriteAllBytesAsync(pfx, SelfSigned.Pfx("secret"));
        var host = await Start(
            (builder, configuration) =>
            {
                var akka = builder.WithHttp2Settings(configuration);
                #region
                akka.WithHttp2(http => http
                    .Listen("localhost", 0)                 // both loopback addresses
                    .Listen("http://*:0")                   // a URL, or several with semicolons between them
                    .ListenTls("*", 0)                      // with the certificates of akka.h2.tls
                    .Map("GET", "/", x => x.Respond("shop"))); // all addresses have all endpoints
                #endregion
            },
            null,
            ("AkkaH2:Tls:Certificates:0:Pfx", pfx),
            ("AkkaH2:Tls:Certificates:0:Password", "secret"));
        File.Delete(pfx);

        Assert.Equal(["https"], Server(host).Urls.Skip(Server(host).Urls.Count - 1).Select(url => new Uri(url).Scheme));
        Assert.Equal("shop", await Get(Server(host), "/"));
    }

    [Fact]
    public async Task Servers()
    {
        var host = await Start(akka =>
        {
            #region
            akka.WithHttp2(http => http.Listen("localhost", 0).Map("GET", "/", x => x.Respond("shop")))
                .WithHttp2(http =>
                {
                    http.Name = "admin";
                    http.Listen("localhost", 0).MapReadiness("/ready");
                });
            #endregion
        });

        Assert.Equal(("shop", "ready\n"), (await Get(Server(host), "/"), await Get(System(host).Http2Server("admin"), "/ready")));
    }

    [Fact]
    public async Task Endpoints()
    {
        var host = await Start(
            (akka, _) =>
            {
                akka.WithActors((system, actors) =>
                {
                    actors.Register<Orders>(system.ActorOf(Props.Create(() => new Orders())));
                    actors.Register<Stock>(system.ActorOf(Props.Create(() => new Stock())));
                });
                #region
                akka.WithHttp2((http, registry, services) =>
                {
                    var prices = services.GetService<PriceList>();
                    http.Listen("localhost", 0)
                        .Map("GET", "/prices/{article}", x => x.Respond(prices.Of(x.Route["article"])))
                        .MapActor<Orders>("/orders/{id}")                  // the actor that is registered as Orders
                        .MapActor("/stock/{article}", registry.Get<Stock>());
                });
                #endregion
            },
            services => services.AddSingleton<PriceList>());

        Assert.Equal("tea: 3", await Get(Server(host), "/prices/tea"));
        Assert.Equal("order 7", await Get(Server(host), "/orders/7"));
        Assert.Equal("9 of tea", await Get(Server(host), "/stock/tea"));
    }

    [Fact]
    public async Task Settings()
    {
        var settings = Block("json", "MaxConnections");
        var pfx = Path.Combine(Directory.CreateTempSubdirectory().FullName, "site.pfx");
        await File.WriteAllBytesAsync(pfx, SelfSigned.Pfx("secret"));
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings.Replace("site.pfx", pfx)))).Build();

        var host = await Start(akka => akka.WithHttp2(configuration, http => http.ListenTls("127.0.0.1", 0)));

        var read = System(host).Http2().Settings;
        Assert.Equal((5000, TimeSpan.FromSeconds(20), true), (read.MaxConnections, read.DrainTimeout, read.ServerPush));
        Directory.Delete(Path.GetDirectoryName(pfx)!, recursive: true);
    }

    [Fact]
    public async Task Settings_of_the_command_line_and_of_the_environment()
    {
        Environment.SetEnvironmentVariable("HOSTING_EXAMPLES_AkkaH2__MaxConnections", "5000");
        var environment = new ConfigurationBuilder().AddEnvironmentVariables("HOSTING_EXAMPLES_").Build();
        var commandLine = new ConfigurationBuilder().AddCommandLine(["--AkkaH2:Backlog=5000"]).Build();

        var host = await Start(akka => akka.WithHttp2Settings(environment).WithHttp2Settings(commandLine).WithHttp2(http => http.Listen("127.0.0.1", 0)));

        Assert.Equal((5000, 5000), (System(host).Http2().Settings.MaxConnections, System(host).Http2().Settings.Backlog));
    }

    [Theory]
    [InlineData("AkkaH2:MaxConections", "7")]
    [InlineData("AkkaH2:MaxFrameSize", "5")]
    [InlineData("AkkaH2:MaxFrameSize", null)]
    public async Task What_fails_the_start_is_said_as_the_document_says(string key, string? value)
    {
        var wrong = await Assert.ThrowsAnyAsync<Exception>(() => Start((akka, configuration) => akka.WithHttp2(configuration, _ => { }), null, (key, value)));

        Assert.Contains($"`{wrong.Message}`", Document);
    }

    [Fact]
    public async Task A_missing_certificate_is_said_as_the_document_says()
    {
        var wrong = await Assert.ThrowsAnyAsync<Exception>(() => Start(akka => akka.WithHttp2(http => http.ListenTls("127.0.0.1", 0))));

        Assert.Contains($"`{wrong.Message}`", Document);
    }

    [Fact]
    public async Task Health()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        #region
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("shop", akka => akka
            .WithHttp2(http => http.Listen("localhost", 0).MapReadiness("/ready"))
            .WithHttp2ReadinessCheck());
        #endregion
        using var host = builder.Build();
        await host.StartAsync().WaitAsync(Deadline);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["akka.http2"].Status);
        await host.StopAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task Tests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("shop", akka => akka
            .WithActors((system, actors) => actors.Register<Orders>(system.ActorOf(Props.Create(() => new Orders()))))
            .WithHttp2(http => http.Listen("localhost", 0).MapActor<Orders>("/orders/{id}")));
        #region
        using var host = builder.Build();
        await host.StartAsync();
        var server = host.Services.GetRequiredService<ActorSystem>().Http2Server();   // or Http2Server("admin")
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var answer = await client.GetStringAsync($"{server.Urls[0]}/orders/7");
        #endregion

        Assert.Equal("order 7", answer);
        await host.StopAsync().WaitAsync(Deadline);
    }

    [Fact]
    public void Each_example_stands_here_and_the_program_is_the_sample()
    {
        var regions = Regions().Matches(File.ReadAllText(Path.Combine(Programs.Root, "tests", "AkkaH2.Hosting.Tests", "HostingExamples.cs"))).Select(region => Squeezed(region.Groups["code"].Value));
        var program = File.ReadAllText(Path.Combine(Programs.Root, "samples", "Hosting", "Program.cs"));
        var shown = Blocks().Matches(Document).Where(block => block.Groups["language"].Value == "csharp").Select(block => Squeezed(block.Groups["code"].Value)).ToList();

        Assert.Equal(shown.Order(), regions.Append(Squeezed(program)).Order());
        Assert.Contains(program, File.ReadAllText(Path.Combine(Programs.Root, "src", "AkkaH2.Hosting", "README.md")));
    }

    private static string Block(string language, string with) =>
        Blocks().Matches(Document).Single(block => block.Groups["language"].Value == language && block.Groups["code"].Value.Contains(with)).Groups["code"].Value;

    // Without white space, and with 0 for each port.
    private static string Squeezed(string code) => Ports().Replace(Space().Replace(code, ""), "0");

    [GeneratedRegex(@"^ *#region\n(?<code>.*?)^ *#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Regions();

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\b(8080|8081|8443|9090)\b")]
    private static partial Regex Ports();

    private sealed class PriceList
    {
        public string Of(string article) => $"{article}: {article.Length}";
    }

    private sealed class Orders : ReceiveActor
    {
        public Orders() => Receive<Request>(request => Sender.Tell(Response.Text($"order {request.Route["id"]}")));
    }

    private sealed class Stock : ReceiveActor
    {
        public Stock() => Receive<Request>(request => Sender.Tell(Response.Text($"9 of {request.Route["article"]}")));
    }
}
