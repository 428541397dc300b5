using Akka.Actor;
using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Hosting;
using AkkaH2.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaH2.Hosting;

/// <summary>A server that the application wants; bound once its actors are started.</summary>
internal sealed partial class HostedServer(Action<Http2ServerBuilder, IActorRegistry, IDependencyResolver> configure)
{
    private volatile ServerBinding? _binding;

    public string Name { get; private set; } = Http2ServerBuilder.DefaultName;

    /// <summary>Null until it is bound.</summary>
    public ServerBinding? Binding => _binding;

    public async Task StartAsync(ActorSystem system, IActorRegistry registry)
    {
        var services = DependencyResolver.For(system).Resolver;
        var http = new Http2ServerBuilder(system);
        configure(http, registry, services);
        Name = http.Name;
        if (http.Addresses.Count == 0)
            throw new ConfigurationException($"The server \"{Name}\" of WithHttp2 listens nowhere: call Listen or ListenTls, such as http.Listen(\"localhost\", 8080).");
        if (system.Http2Servers().IsTaken(Name))
            throw new ConfigurationException($"Two servers of WithHttp2 are named \"{Name}\": give one of them a Name of its own.");

        _binding = await system.Http2().BindAsync(http.Addresses, http.Options, http).ConfigureAwait(false);
        var log = services.GetService<ILoggerFactory>()?.CreateLogger("AkkaH2.Hosting") ?? NullLogger.Instance;
        SayListening(log, Name, string.Join(", ", _binding.Urls));
    }

    [LoggerMessage(EventId = 1, EventName = "Listening", Level = LogLevel.Information, Message = "{Server} is listening on {Urls}")]
    private static partial void SayListening(ILogger log, string server, string urls);
}
