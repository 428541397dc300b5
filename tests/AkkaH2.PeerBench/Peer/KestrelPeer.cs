using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AkkaH2.PeerBench.Peer;

/// <summary>Kestrel with nothing on it that a request would pay for: no logging, no configuration files, routing and the routes.</summary>
internal static class KestrelPeer
{
    public static async Task RunAsync(string host, int port, CancellationToken cancel)
    {
        await using var app = Build(host, port);
        await app.StartAsync(cancel);
        foreach (var address in app.Urls)
            Console.WriteLine($"listening on {address}");
        await app.WaitForShutdownAsync(cancel);
    }

    private static WebApplication Build(string host, int port)
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
            kestrel.Listen(IPAddress.Parse(host), port, listen => listen.Protocols = HttpProtocols.Http2);
        });

        var app = builder.Build();
        PeerRoutes.Map(app);
        return app;
    }
}
