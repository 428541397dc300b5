using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaH2.Hosting;

/// <summary>Ready: all servers of the application are bound, and none was told to end.</summary>
internal sealed class ReadinessCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var servers = context.ActorSystem.Http2Servers().Expected;
        var data = servers.Where(server => server.Binding is not null).ToDictionary(server => server.Name, server => (object)string.Join(", ", server.Binding!.Urls));
        return Task.FromResult(Fault(servers) is { } fault
            ? new HealthCheckResult(context.Registration.FailureStatus, fault, data: data)
            : HealthCheckResult.Healthy("All servers are bound.", data));
    }

    private static string? Fault(IReadOnlyList<HostedServer> servers) =>
        servers.Count == 0 ? "The application has no server that is bound."
        : servers.FirstOrDefault(server => server.Binding is null) is not null ? "A server is not bound yet."
        : servers.FirstOrDefault(server => !server.Binding!.IsAccepting) is { } ending ? $"The server \"{ending.Name}\" accepts no more: it drains, or has ended."
        : null;
}
