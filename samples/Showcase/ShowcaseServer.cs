using System.Net;
using Akka.Actor;
using AkkaH2.Http1;
using AkkaH2.Server;
using AkkaH2.Showcase.Routes;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Showcase;

/// <summary>From the actor system to the drain.</summary>
internal static class ShowcaseServer
{
    /// <summary>Serves until SIGTERM or Ctrl-C, then lets open streams finish.</summary>
    public static async Task RunAsync(ShowcaseOptions options)
    {
        using var system = ActorSystem.Create("showcase", options.ToConfig());
        var http2 = system.Http2();
        // They answer from memory: on the dispatcher of the connections they do so in the turn of whoever asks.
        var counters = CounterActor.Props.WithDispatcher(http2.Settings.Dispatcher);

        var serving = new ServerOptions { Http1 = system.Http1() };
        List<ServerAddress> addresses = [ServerAddress.Of(options.Host, options.Port)];
        if (options.TlsPort is { } tlsPort)
            addresses.Add(ServerAddress.Of(options.Host, tlsPort, Tls(options, http2.Settings.Tls)));
        List<ServerBinding> servers = [await http2.BindAsync(addresses, serving, endpoints => endpoints.MapShowcase(counters))];
        if (options.RedirectPort is { } redirectPort)
        {
            var target = ((IPEndPoint)servers[0].LocalEndPoints[^1]).Port;
            servers.Add(await http2.BindAsync(
                ServerAddress.Of(options.Host, redirectPort), serving, endpoints => endpoints.MapAll(request => Redirecting.ToTls(request, target))));
        }

        var ended = http2.ShutdownOnSignalAsync();
        foreach (var url in servers.SelectMany(server => server.Urls))
            Console.WriteLine($"listening on {url}");

        await ended;
    }

    // The command line over the configuration over a certificate of its own.
    private static TlsOptions Tls(ShowcaseOptions options, TlsOptions configured)
    {
        if (options.Certificate is { } file)
            return configured with { Certificates = [TlsCertificate.FromPfx(file.FullName)] };
        return configured.Certificates.Count > 0 ? configured : configured with { Certificates = [TlsCertificate.SelfSigned()] };
    }
}
