using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Interop.Tests.HttpClients;

/// <summary>Libraries on HttpClient, HttpClient on <see cref="AkkaH2HttpHandler"/>, and Kestrel with HTTP/2 alone as their server.</summary>
public abstract class HttpClientTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system = ActorSystem.Create("http", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private WebApplication _server = null!;
    private ServiceProvider _services = null!;

    protected Uri Address => new(_server.Urls.First());

    protected IServiceProvider Services => _services;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        Map(_server);
        await _server.StartAsync();
        var services = new ServiceCollection();
        Add(services);
        _services = services.BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        await _system.Terminate().WaitAsync(Deadline);
    }

    /// <summary>What the server answers.</summary>
    protected abstract void Map(WebApplication server);

    /// <summary>The library.</summary>
    protected abstract void Add(IServiceCollection services);

    protected AkkaH2HttpHandler NewHandler() => new(_system);

    /// <summary>How often this path was asked for, this time included.</summary>
    protected int Ask(HttpContext context) => _asked.AddOrUpdate(context.Request.Path, 1, (_, times) => times + 1);

    protected int AskedFor(string path) => _asked.GetValueOrDefault(path);
}
