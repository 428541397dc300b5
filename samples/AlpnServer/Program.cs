using System.CommandLine;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

// AlpnServer [--redirect-port 8080] [--tls-port 9443] [--cert FILE.pfx]: one port redirects to the other, which negotiates by ALPN.
var redirectPort = new Option<ushort>("--redirect-port") { Description = "The cleartext port; 0 picks a free one.", DefaultValueFactory = _ => 8080 };
var tlsPort = new Option<ushort>("--tls-port") { Description = "The port for TLS; 0 picks a free one.", DefaultValueFactory = _ => 9443 };
var certificate = new Option<FileInfo>("--cert") { Description = "A PFX file without a password; a self-signed one for localhost unless given." }.AcceptExistingOnly();
var command = new RootCommand("Serves over TLS whatever ALPN chooses.") { redirectPort, tlsPort, certificate };
command.SetAction((parsed, _) => ServeAsync(parsed.GetValue(redirectPort), parsed.GetValue(tlsPort), parsed.GetValue(certificate)));
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> ServeAsync(int redirectPort, int tlsPort, FileInfo? certificate)
{
    using var system = ActorSystem.Create("alpn", ConfigurationFactory.ParseString("akka.loglevel = WARNING").WithFallback(Http2.DefaultConfig));
    var http2 = system.Http2();
    var tls = http2.Settings.Tls with { Certificates = [certificate is null ? TlsCertificate.SelfSigned() : TlsCertificate.FromPfx(certificate.FullName)] };
    try
    {
        await using var secure = await http2.BindTlsAsync("localhost", tlsPort, tls, endpoints => endpoints
            .Map("GET", "/", x => x.Respond($"Hello over {x.Connection.Tls!.ApplicationProtocol}!\n")));
        var target = new Uri(secure.Urls[0]).Port;
        await using var redirect = await http2.BindAsync("localhost", redirectPort, endpoints => endpoints
            .MapAll(request => Response.Text("Use https.\n", 308).With("location", $"https://localhost:{target}{request.Target}")));

        var ended = Task.WhenAll(secure.TerminateOnSignalAsync(), redirect.TerminateOnSignalAsync());
        foreach (var url in secure.Urls.Concat(redirect.Urls))
            Console.WriteLine($"listening on {url}");
        await ended;
        return 0;
    }
    catch (Exception wrong) when (wrong is TransportException or TlsCertificateException or ConfigurationException)
    {
        await Console.Error.WriteLineAsync(wrong.Message);
        return 1;
    }
}
