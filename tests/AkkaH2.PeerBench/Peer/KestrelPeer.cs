using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AkkaH2.PeerBench.Peer;

/// <summary>Kestrel with nothing on it that a request would pay for: no logging, no configuration files, routing and the routes.</summary>
internal static class KestrelPeer
{
    public static async Task RunAsync(string host, int port, int tlsPort, string? certificate, HttpProtocols protocols, CancellationToken cancel)
    {
        await using var app = Build(IPAddress.Parse(host), port, tlsPort, certificate, protocols);
        await app.StartAsync(cancel);
        foreach (var address in app.Urls)
            Console.WriteLine($"listening on {address}");
        await app.WaitForShutdownAsync(cancel);
    }

    private static WebApplication Build(IPAddress host, int port, int tlsPort, string? certificate, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = 4096);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeaderCount = 300;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(host, port, listen => listen.Protocols = protocols);
            if (certificate is not null)
            {
                kestrel.Listen(host, tlsPort, listen =>
                {
                    listen.Protocols = protocols;
                    listen.UseHttps(X509CertificateLoader.LoadPkcs12FromFile(certificate, null));
                });
            }
        });

        var app = builder.Build();
        PeerRoutes.Map(app);
        return app;
    }
}
