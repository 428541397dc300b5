using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaH2.Hosting.Tests;

/// <summary>The readiness check among the application's health checks.</summary>
public sealed class HealthTests : HostTest
{
    [Fact]
    public async Task It_is_healthy_while_all_servers_are_bound_and_says_where()
    {
        var host = await Start((akka, _) => akka.WithHttp2(http => http.Listen("127.0.0.1", 0)).WithHttp2ReadinessCheck(), services => services.AddHealthChecks());

        var entry = Assert.Single((await Check(host)).Entries);
        Assert.Equal(("akka.http2", HealthStatus.Healthy, Server(host).Urls[0]), (entry.Key, entry.Value.Status, entry.Value.Data["http2"]));
        Assert.Superset(new HashSet<string> { "akka", "http2", "ready" }, entry.Value.Tags.ToHashSet());
    }

    [Fact]
    public async Task It_is_not_while_a_server_drains()
    {
        var (asked, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var host = await Start(
            (akka, _) => akka
                .WithHttp2(http => http.Listen("127.0.0.1", 0).Map("GET", "/slow", async x =>
                {
                    asked.SetResult();
                    await release.Task;
                    x.Respond("done");
                }))
                .WithHttp2ReadinessCheck(),
            services => services.AddHealthChecks());
        var response = Get(Server(host), "/slow");
        await asked.Task.WaitAsync(Deadline);

        var stopping = Server(host).TerminateAsync();
        var report = (await Check(host)).Entries["akka.http2"];
        release.SetResult();
        await stopping;
        await response;

        Assert.Equal((HealthStatus.Unhealthy, "The server \"http2\" accepts no more: it drains, or has ended."), (report.Status, report.Description));
    }

    [Fact]
    public async Task It_is_not_while_a_server_is_not_bound_yet()
    {
        var report = new TaskCompletionSource<HealthReport>();
        await Start(
            (akka, _) => akka
                .WithHttp2(http => http.Listen("127.0.0.1", 0))
                .AddStartup(async (system, _) => report.SetResult(await Checks(system).CheckHealthAsync()))
                .WithHttp2(http =>
                {
                    http.Name = "second";
                    http.Listen("127.0.0.1", 0);
                })
                .WithHttp2ReadinessCheck(HealthStatus.Degraded),
            services => services.AddHealthChecks());

        var entry = (await report.Task).Entries["akka.http2"];
        Assert.Equal((HealthStatus.Degraded, "A server is not bound yet."), (entry.Status, entry.Description));
    }

    private static HealthCheckService Checks(Akka.Actor.ActorSystem system) =>
        Akka.DependencyInjection.DependencyResolver.For(system).Resolver.GetService<HealthCheckService>();

    private static Task<HealthReport> Check(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
