using System.Net;
using Akka.Actor;
using Akka.Hosting;
using AkkaH2.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Hosting.Tests;

/// <summary>Applications of the generic host with servers on free ports, and a client that speaks HTTP/2 to them.</summary>
public abstract class HostTest : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly List<IHost> _hosts = [];

    protected HttpClient Client { get; } = new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Deadline,
    };

    private protected LogProbe Log { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync().WaitAsync(Deadline);
            host.Dispose();
        }

        Client.Dispose();
    }

    /// <summary>Starts an application whose configuration has these keys.</summary>
    protected async Task<IHost> Start(Action<AkkaConfigurationBuilder, IConfiguration> akka, Action<IServiceCollection>? services = null, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log);
        services?.Invoke(builder.Services);
        builder.Services.AddAkka("test", system => akka(
            system.AddHocon("akka.stdout-loglevel = OFF\nakka.loglevel = DEBUG", HoconAddMode.Append).ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddCategoryLogger();
            }),
            builder.Configuration));
        var host = builder.Build();
        try
        {
            await host.StartAsync().WaitAsync(Deadline);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        _hosts.Add(host);
        return host;
    }

    protected Task<IHost> Start(Action<AkkaConfigurationBuilder> akka, params (string Key, string? Value)[] settings) => Start((system, _) => akka(system), null, settings);

    /// <summary>Starts an application that is expected not to start; what it fails with.</summary>
    protected async Task<TException> ExpectNoStart<TException>(Action<AkkaConfigurationBuilder, IConfiguration> akka, params (string Key, string? Value)[] settings)
        where TException : Exception => await Assert.ThrowsAsync<TException>(() => Start(akka, null, settings));

    protected static ActorSystem System(IHost host) => host.Services.GetRequiredService<ActorSystem>();

    protected static ServerBinding Server(IHost host) => System(host).Http2Server();

    protected Task<string> Get(ServerBinding server, string path) => Client.GetStringAsync(server.Urls[0] + path);

    protected async Task Eventually(Func<Task<bool>> isSo, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            try
            {
                await often.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not within {Deadline}: {what}; the log: {string.Join('\n', Log.Lines)}");
            }
        }
    }
}
