using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Hosting;
using AkkaH2.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaH2.Hosting;

/// <summary>HTTP/2 servers of an application that Akka.Hosting builds.</summary>
public static class Http2Hosting
{
    /// <summary>
    /// Adds a server: <c>akka.WithHttp2(http => http.Listen("localhost", 8080).Map(…))</c>. It is bound when all actors of the application are started, and the host does not
    /// start without it. It ends as part of the CoordinatedShutdown that the host's end runs: not ready, GOAWAY, open exchanges finish. Call it behind
    /// <c>AddHocon</c>, and once for each server.
    /// </summary>
    /// <param name="akka">The builder of the actor system.</param>
    /// <param name="server">Says where the server listens, and adds its endpoints.</param>
    /// <exception cref="ConfigurationException">A value below <c>akka.h2</c> is wrong; the message has its full path.</exception>
    public static AkkaConfigurationBuilder WithHttp2(this AkkaConfigurationBuilder akka, Action<Http2ServerBuilder> server) =>
        akka.WithHttp2((http, _, _) => server(http));

    /// <summary>The same with the registry of actors and the services of the host.</summary>
    /// <inheritdoc cref="WithHttp2(AkkaConfigurationBuilder, Action{Http2ServerBuilder})" path="/param"/>
    /// <inheritdoc cref="WithHttp2(AkkaConfigurationBuilder, Action{Http2ServerBuilder})" path="/exception"/>
    public static AkkaConfigurationBuilder WithHttp2(this AkkaConfigurationBuilder akka, Action<Http2ServerBuilder, IActorRegistry, IDependencyResolver> server)
    {
        var settings = Http2Settings.From(akka.Configuration.GetOrElse(Config.Empty).WithFallback(Http2.DefaultConfig));
        var hosted = new HostedServer(server);
        return akka
            .AddHocon(settings.ShutdownDefaults, HoconAddMode.Append) // a cluster reads it before extensions are there
            .WithExtension<Http2Provider>()
            .StartActors((system, _) => system.Http2Servers().Expect(hosted))
            .AddStartup(hosted.StartAsync);
    }

    /// <summary>The same with settings of the section <c>AkkaH2</c>: <see cref="WithHttp2Settings"/>.</summary>
    /// <inheritdoc cref="WithHttp2(AkkaConfigurationBuilder, Action{Http2ServerBuilder})" path="/param"/>
    /// <inheritdoc cref="WithHttp2Settings" path="/param"/>
    /// <inheritdoc cref="WithHttp2Settings" path="/exception"/>
    public static AkkaConfigurationBuilder WithHttp2(this AkkaConfigurationBuilder akka, IConfiguration configuration, Action<Http2ServerBuilder> server) =>
        akka.WithHttp2Settings(configuration).WithHttp2(server);

    /// <inheritdoc cref="WithHttp2(AkkaConfigurationBuilder, IConfiguration, Action{Http2ServerBuilder})"/>
    public static AkkaConfigurationBuilder WithHttp2(
        this AkkaConfigurationBuilder akka, IConfiguration configuration, Action<Http2ServerBuilder, IActorRegistry, IDependencyResolver> server) =>
        akka.WithHttp2Settings(configuration).WithHttp2(server);

    /// <summary>
    /// Lays the section <c>AkkaH2</c> of the application's configuration over <c>akka.h2</c>: <c>AkkaH2:MaxConnections</c> is <c>akka.h2.max-connections</c>, in any
    /// spelling with capitals or hyphens. What stands there counts before HOCON, and HOCON before the defaults.
    /// </summary>
    /// <param name="akka">The builder of the actor system.</param>
    /// <param name="configuration">The application's configuration, or a section of it that has the settings itself.</param>
    /// <exception cref="ConfigurationException">A key is unknown, or a value is wrong; the message names it.</exception>
    public static AkkaConfigurationBuilder WithHttp2Settings(this AkkaConfigurationBuilder akka, IConfiguration configuration) =>
        akka.AddHocon(SettingsSection.Read(configuration), HoconAddMode.Prepend);

    /// <summary>
    /// Adds a health check that is healthy while all servers of <see cref="WithHttp2(AkkaConfigurationBuilder, Action{Http2ServerBuilder})"/> are bound, and none drains or
    /// has ended. The application runs it, as all others, with <c>AddHealthChecks</c>.
    /// </summary>
    /// <param name="akka">The builder of the actor system.</param>
    /// <param name="failureStatus">What it says otherwise; unhealthy if null.</param>
    /// <param name="tags"><c>akka</c>, <c>http2</c> and <c>ready</c> if null.</param>
    public static AkkaConfigurationBuilder WithHttp2ReadinessCheck(this AkkaConfigurationBuilder akka, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null) =>
        akka.WithHealthCheck(new AkkaHealthCheckRegistration("akka.http2", new ReadinessCheck(), failureStatus ?? HealthStatus.Unhealthy, tags ?? ["akka", "http2", "ready"]));

    /// <summary>
    /// Sends Akka's log to the application's <see cref="Microsoft.Extensions.Logging.ILoggerFactory"/>, with the class that logs as category (<see cref="CategoryLogger"/>):
    /// <c>akka.ConfigureLoggers(loggers => loggers.AddCategoryLogger())</c>. It takes the place of <c>AddLoggerFactory</c>.
    /// </summary>
    public static LoggerConfigBuilder AddCategoryLogger(this LoggerConfigBuilder loggers)
    {
        loggers.AddLogger<CategoryLogger>();
        return loggers;
    }
}
