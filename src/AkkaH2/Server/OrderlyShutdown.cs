using System.Collections.Concurrent;
using Akka;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Configuration;

namespace AkkaH2.Server;

/// <summary>
/// What the servers of one actor system do in its CoordinatedShutdown: first they are not ready, then they accept no more and say GOAWAY, then they wait for
/// the exchanges that are open. Phases that follow (shards, cluster) find nothing left to answer.
/// </summary>
internal sealed class OrderlyShutdown
{
    /// <summary>The time of the phase in which servers wait for open exchanges.</summary>
    public const string TimeoutKey = "akka.coordinated-shutdown.phases.service-requests-done.timeout";

    /// <summary>Between the time of the exchanges and that of the phase.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ServerBinding, Done> _bindings = [];
    private readonly Http2Settings _settings;
    private volatile bool _hasBegun;

    public OrderlyShutdown(ExtendedActorSystem system, Http2Settings settings)
    {
        _settings = settings;
        if (!settings.CoordinatedShutdown)
            return;

        // The phase has five seconds by itself. A time that the application has set counts instead of this one.
        system.Settings.InjectTopLevelFallback(settings.ShutdownDefaults);
        var shutdown = CoordinatedShutdown.Get(system);
        var phase = shutdown.Timeout(CoordinatedShutdown.PhaseServiceRequestsDone);
        if (phase <= settings.DrainTimeout)
            system.Log.Warning("{0} is {1}, not more than akka.h2.drain-timeout ({2}): exchanges that take longer are cut off.", TimeoutKey, phase, settings.DrainTimeout);

        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "http2-not-ready", OnBegin);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "http2-unbind", () => ForAll(binding => binding.BeginDrainAsync()));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "http2-requests-done", () => ForAll(binding => binding.TerminateAsync(Within(phase))));
    }

    /// <summary>True until the system begins to shut down.</summary>
    public bool IsReady => !_hasBegun;

    /// <summary>This server takes part until it has terminated.</summary>
    public void Add(ServerBinding binding) => _bindings[binding] = Done.Instance;

    /// <summary>This server has terminated.</summary>
    public void Remove(ServerBinding binding) => _bindings.TryRemove(binding, out _);

    private Task<Done> OnBegin()
    {
        _hasBegun = true;
        return Task.FromResult(Done.Instance);
    }

    private async Task<Done> ForAll(Func<ServerBinding, Task> act)
    {
        _hasBegun = true; // also where a shutdown begins at a later phase
        await Task.WhenAll(_bindings.Keys.Select(act)).ConfigureAwait(false);
        return Done.Instance;
    }

    private TimeSpan Within(TimeSpan phase) => phase > _settings.DrainTimeout ? _settings.DrainTimeout : phase > Margin ? phase - Margin : phase / 2;
}
