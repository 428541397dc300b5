using Akka;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;

namespace AkkaH2.Cluster;

/// <summary>A server that is a member of a cluster: it is ready when its node is, and ends before its shards leave.</summary>
public static class ClusterServer
{
    /// <summary>
    /// Answers GET with 200 while the node of this system is a member that is up, and with 503 before, and from when it begins to leave: for load balancers, which
    /// then send new requests elsewhere.
    /// </summary>
    /// <param name="endpoints">The table of endpoints.</param>
    /// <param name="template">Such as <c>/ready</c>.</param>
    /// <param name="system">The actor system; its provider is cluster.</param>
    public static EndpointBuilder MapClusterReadiness(this EndpointBuilder endpoints, string template, ActorSystem system)
    {
        _ = ClusterBans.Of(system);
        var cluster = Akka.Cluster.Cluster.Get(system);
        var shutdown = CoordinatedShutdown.Get(system);
        return endpoints.Map("GET", template, _ => cluster.SelfMember.Status == Akka.Cluster.MemberStatus.Up && shutdown.ShutdownReason is null
            ? Response.Text("ready")
            : Response.Text("not ready", 503).With("retry-after", "1"));
    }

    /// <summary>
    /// Ends this server in the order that its cluster needs when the system shuts down (<see cref="CoordinatedShutdown"/>): service-unbind accepts no more connections and
    /// says GOAWAY; service-requests-done waits for open streams, up to <c>akka.h2.drain-timeout</c>; only then do shards hand off and the node leaves.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="system">Its actor system.</param>
    /// <exception cref="ConfigurationException">The phase service-requests-done would end before the drain does.</exception>
    public static void DrainBeforeHandOff(this ServerBinding server, ActorSystem system)
    {
        const string Phase = "akka.coordinated-shutdown.phases." + CoordinatedShutdown.PhaseServiceRequestsDone + ".timeout";
        _ = ClusterBans.Of(system);
        var shutdown = CoordinatedShutdown.Get(system);
        var (has, needs) = (shutdown.Timeout(CoordinatedShutdown.PhaseServiceRequestsDone), system.Http2().Settings.DrainTimeout);
        if (has <= needs)
            throw new ConfigurationException($"{Phase} must be above akka.h2.drain-timeout, {needs.TotalSeconds} s, but is {has.TotalSeconds} s: shards would leave under open requests.");

        var drained = Task.FromResult(true);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "http2-unbind", () =>
        {
            drained = server.TerminateAsync();
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "http2-drain", async () =>
        {
            await drained.ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>
    /// Serves until SIGTERM or SIGINT (Ctrl-C), or until the system ends otherwise; then drains, hands the shards off and leaves the cluster. Done when the actor
    /// system has terminated.
    /// </summary>
    /// <inheritdoc cref="DrainBeforeHandOff" path="/param"/>
    /// <inheritdoc cref="DrainBeforeHandOff" path="/exception"/>
    public static async Task RunUntilLeavingAsync(this ServerBinding server, ActorSystem system)
    {
        server.DrainBeforeHandOff(system);
        using var signal = new TerminationSignal();
        await Task.WhenAny(signal.Received, system.WhenTerminated).ConfigureAwait(false);
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        await system.WhenTerminated.ConfigureAwait(false);
    }
}
