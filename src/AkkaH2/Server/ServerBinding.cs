using System.Net;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Configuration;
using AkkaH2.Protocol;

namespace AkkaH2.Server;

/// <summary>A bound endpoint that serves.</summary>
public sealed class ServerBinding
{
    private readonly IActorRef _listener;
    private readonly Http2Settings _settings;
    private readonly Lock _changing = new();

    internal ServerBinding(EndPoint local, IActorRef listener, Http2Settings settings, ConnectionSettings announced) =>
        (LocalEndPoint, _listener, _settings, Announced) = (local, listener, settings, announced);

    /// <summary>The address that it listens at, with the port that the system chose.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>The settings that connections announce in SETTINGS (RFC 9113 §6.5.2). An adaptive stream window may have grown beyond its value.</summary>
    public ConnectionSettings Announced { get; private set; }

    /// <summary>
    /// Changes what connections announce in SETTINGS (RFC 9113 §6.5): the open ones at once, later ones from their beginning. A peer keeps to it
    /// once it has acknowledged it; streams that are open above a lowered limit go on. Done when all connections were told.
    /// </summary>
    /// <param name="change">Makes the new settings out of those that are announced now.</param>
    /// <exception cref="ArgumentException">A value is out of the range that <c>akka.h2</c> has for it, or may not change.</exception>
    public Task ChangeSettingsAsync(Func<ConnectionSettings, ConnectionSettings> change)
    {
        lock (_changing)
        {
            Announced = SettingsRange.Check(change(Announced), Announced, _settings);
            return _listener.Ask<SettingsChanged>(new ChangeSettings(Announced), _settings.DrainTimeout);
        }
    }

    /// <summary>Accepts no more connections; the open ones go on. Done when the endpoint is free.</summary>
    public Task UnbindAsync() => _listener.Ask<Unbound>(Unbind.Instance, _settings.DrainTimeout);

    /// <summary>
    /// Accepts no more, tells all connections to finish (GOAWAY, RFC 9113 §6.8), waits for their open streams, and closes them. Streams that are not
    /// done in time are cut off. Done when nothing of this binding is left.
    /// </summary>
    /// <param name="timeout">
    /// How long open streams may take; <c>akka.h2.drain-timeout</c> if not given, <see cref="Timeout.InfiniteTimeSpan"/> for as long as they want. With
    /// <see cref="TimeSpan.Zero"/> everything is cut off at once.
    /// </param>
    /// <returns>True if everything ended by itself, false if the time ran out.</returns>
    public async Task<bool> TerminateAsync(TimeSpan? timeout = null)
    {
        var drain = timeout ?? _settings.DrainTimeout;
        // Akka.NET reads a time of zero as "for ever".
        if (drain != TimeSpan.Zero && await _listener.GracefulStop(drain, Drain.Instance).ConfigureAwait(false))
            return true;

        // From here on nobody waits for streams; an endpoint that blocks its thread can still outlast this.
        await _listener.GracefulStop(_settings.DrainTimeout, PoisonPill.Instance).ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// Serves until the process is told to end, by SIGTERM or by SIGINT (Ctrl-C), and then terminates as <see cref="TerminateAsync"/> does. Both signals are
    /// taken from the moment of the call, so call it before you announce the server. A second SIGINT does not wait for the streams: it ends the
    /// process. Done as well when this binding has ended otherwise.
    /// </summary>
    /// <inheritdoc cref="TerminateAsync" path="/param"/>
    /// <inheritdoc cref="TerminateAsync" path="/returns"/>
    public async Task<bool> TerminateOnSignalAsync(TimeSpan? timeout = null)
    {
        using var signal = new TerminationSignal();
        using var served = new CancellationTokenSource();
        await Task.WhenAny(signal.Received, _listener.WatchAsync(served.Token)).ConfigureAwait(false);
        await served.CancelAsync().ConfigureAwait(false);
        return await TerminateAsync(timeout).ConfigureAwait(false);
    }
}
