using Akka;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Hosting.Tests;

/// <summary>The end of the host is the orderly end of its servers.</summary>
public sealed class ShutdownTests : HostTest
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task An_open_exchange_finishes_before_the_phases_behind_it_begin()
    {
        var host = await StartSlow();
        var leaving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CoordinatedShutdown.Get(System(host)).AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "test", () =>
        {
            leaving.SetResult();
            return Task.FromResult(Done.Instance);
        });
        var server = Server(host);
        var response = Get(server, "/slow");
        await _asked.Task.WaitAsync(Deadline);

        var stopping = host.StopAsync();
        await Eventually(() => Task.FromResult(!server.IsAccepting), "the server is told to end");
        Assert.False(leaving.Task.IsCompleted || stopping.IsCompleted);
        _release.SetResult();

        Assert.Equal("done", await response);
        await leaving.Task.WaitAsync(Deadline);
        await stopping.WaitAsync(Deadline);
        Assert.DoesNotContain(Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_open_exchange_has_its_time_although_the_host_has_less()
    {
        var host = await StartSlow(services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(1)));
        var server = Server(host);
        var response = Get(server, "/slow");
        await _asked.Task.WaitAsync(Deadline);

        var stopping = host.StopAsync();
        await Eventually(() => Task.FromResult(!server.IsAccepting), "the server is told to end");
        Assert.False(stopping.IsCompleted);
        _release.SetResult();

        Assert.Equal("done", await response);
        await stopping.WaitAsync(Deadline);
    }

    [Fact]
    public async Task An_exchange_that_takes_longer_than_the_drain_is_cut_off()
    {
        var host = await StartSlow(null, ("AkkaH2:DrainTimeout", "100ms"));
        var response = Get(Server(host), "/slow");
        await _asked.Task.WaitAsync(Deadline);

        await host.StopAsync().WaitAsync(Deadline);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response);
        _release.SetResult();
    }

    [Theory]
    [InlineData(11, "local")]
    [InlineData(26, "local", "akka.h2.drain-timeout = 25s")]
    [InlineData(11, "cluster")]
    [InlineData(26, "cluster", "akka.h2.drain-timeout = 25s")]
    [InlineData(40, "cluster", "akka.coordinated-shutdown.phases.service-requests-done.timeout = 40s")]
    public async Task The_phase_lasts_longer_than_the_drain(int seconds, string provider, string hocon = "")
    {
        var host = await Start(akka => akka
            .AddHocon($"akka.actor.provider = {provider}\nakka.remote.dot-netty.tcp {{ hostname = \"127.0.0.1\", port = 0 }}\n{hocon}", HoconAddMode.Append)
            .WithHttp2(http => http.Listen("127.0.0.1", 0)));

        Assert.Equal(TimeSpan.FromSeconds(seconds), CoordinatedShutdown.Get(System(host)).Timeout(CoordinatedShutdown.PhaseServiceRequestsDone));
    }

    private Task<IHost> StartSlow(Action<IServiceCollection>? services = null, params (string Key, string? Value)[] settings) => Start(
        (akka, configuration) => akka.WithHttp2(configuration, http => http.Listen("127.0.0.1", 0).Map("GET", "/slow", async x =>
        {
            _asked.SetResult();
            await _release.Task;
            x.Respond("done");
        })),
        services,
        settings);
}
