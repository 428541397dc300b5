using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Server;

/// <summary>A server that is bound to one or more endpoints and serves. Disposing terminates it as <see cref="TerminateAsync(TimeSpan?)"/> does.</summary>
public sealed class ServerBinding : IAsyncDisposable
{
    private readonly IReadOnlyList<Listen> _listens;
    private readonly IReadOnlyList<IActorRef> _listeners;
    private readonly IReadOnlyList<IActorRef> _answering; // actors that belong to its endpoints
    private readonly Http2Settings _settings;
    private readonly OrderlyShutdown _shutdown;
    private readonly Func<IReadOnlyList<IActorRef>, ConnectionQuery, CancellationToken, Task<ConnectionsSnapshot>> _getConnections;
    private readonly Lock _changing = new();
    private volatile bool _isEnding;

    internal ServerBinding(
        IReadOnlyList<Listen> listens,
        IReadOnlyList<IActorRef> listeners,
        IReadOnlyList<IActorRef> answering,
        Http2Settings settings,
        ConnectionSettings announced,
        OrderlyShutdown shutdown,
        Func<IReadOnlyList<IActorRef>, ConnectionQuery, CancellationToken, Task<ConnectionsSnapshot>> getConnections)
    {
        (_listens, _listeners, _answering, _settings, Announced, _shutdown, _getConnections) = (listens, listeners, answering, settings, announced, shutdown, getConnections);
        _shutdown.Add(this);
        LocalEndPoints = [.. listens.Select(listen => listen.Listener.LocalEndPoint)];
    }

    /// <summary>The first of <see cref="LocalEndPoints"/>.</summary>
    public EndPoint LocalEndPoint => LocalEndPoints[0];

    /// <summary>The endpoints that it listens at, with the ports that the system chose, in the order in which they were asked for.</summary>
    public IReadOnlyList<EndPoint> LocalEndPoints { get; }

    /// <summary>The same as URLs, such as <c>https://127.0.0.1:8443</c>, and <c>http://unix:/run/site.sock</c> for a Unix domain socket.</summary>
    public IReadOnlyList<string> Urls => [.. _listens.Select(Url)];

    /// <summary>True until it is told to accept no more: by <see cref="UnbindAsync"/>, to terminate, or because its actor system shuts down.</summary>
    public bool IsAccepting => !_isEnding && _shutdown.IsReady;

    /// <summary>TLS handshakes that failed, ran out of time, or were none.</summary>
    public long FailedHandshakes => _listens.Select(listen => listen.Tls).OfType<TlsServer>().Distinct().Sum(tls => tls.FailedHandshakes);

    /// <summary>The settings that connections announce in SETTINGS (RFC 9113 §6.5.2). An adaptive stream window may have grown beyond its value.</summary>
    public ConnectionSettings Announced { get; private set; }

    /// <summary>
    /// Changes what connections announce in SETTINGS (RFC 9113 §6.5): the open ones at once, later ones from their beginning. A peer keeps to it
    /// once it has acknowledged it; streams that are open above a lowered limit go on. Done when all connections were told.
    /// </summary>
    /// <param name="change">Makes the new settings out of those that are announced now.</param>
    /// <exception cref="ArgumentException">A value is out of the range that <c>akka.h2</c> has for it, or may not change.</exception>
    /// <exception cref="InvalidOperationException">The server has terminated.</exception>
    public Task ChangeSettingsAsync(Func<ConnectionSettings, ConnectionSettings> change)
    {
        lock (_changing)
        {
            Announced = SettingsRange.Check(change(Announced), Announced, _settings);
            return TellAsync(new ChangeSettings(Announced));
        }
    }

    /// <summary>The connections of this server that are open now; otherwise as <see cref="Http2.GetConnectionsAsync"/>.</summary>
    /// <param name="query">Which ones, and how much of them; the 100 oldest if null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value of the query is out of its range.</exception>
    public Task<ConnectionsSnapshot> GetConnectionsAsync(ConnectionQuery? query = null, CancellationToken cancellation = default) =>
        _getConnections(_listeners, query ?? new ConnectionQuery(), cancellation);

    /// <summary>Accepts no more connections; the open ones go on. Done when the endpoints are free.</summary>
    public Task UnbindAsync()
    {
        _isEnding = true;
        return AskAsync<Unbound>(Unbind.Instance);
    }

    /// <summary>
    /// Accepts no more, tells all connections to finish (GOAWAY, RFC 9113 §6.8), waits for their open streams, and closes them. Streams that are not
    /// done in time are cut off. Done when nothing of this binding is left.
    /// </summary>
    /// <param name="timeout">
    /// How long open streams may take; <c>akka.h2.drain-timeout</c> if not given, <see cref="Timeout.InfiniteTimeSpan"/> for as long as they want. With
    /// <see cref="TimeSpan.Zero"/> everything is cut off at once.
    /// </param>
    /// <returns>True if everything ended by itself, false if the time ran out.</returns>
    public Task<bool> TerminateAsync(TimeSpan? timeout = null) => TerminateAsync(timeout ?? _settings.DrainTimeout, CancellationToken.None);

    /// <summary>The same, for as long as <paramref name="cutOff"/> is not cancelled.</summary>
    /// <param name="cutOff">When it is cancelled, open streams are cut off.</param>
    /// <returns>True if everything ended by itself, false if it was cut off.</returns>
    public Task<bool> TerminateAsync(CancellationToken cutOff) => TerminateAsync(Timeout.InfiniteTimeSpan, cutOff);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await TerminateAsync().ConfigureAwait(false);

    /// <summary>
    /// Serves until the process is told to end, by SIGTERM or by SIGINT (Ctrl-C), and then terminates as <see cref="TerminateAsync(TimeSpan?)"/> does. Both signals are
    /// taken from the moment of the call, so call it before you announce the server. A second SIGINT does not wait for the streams where Akka's
    /// own handler is off (<c>akka.coordinated-shutdown.run-by-clr-shutdown-hook</c>): it ends the process. Done as well when this binding has ended otherwise.
    /// </summary>
    /// <inheritdoc cref="TerminateAsync(TimeSpan?)" path="/param"/>
    /// <inheritdoc cref="TerminateAsync(TimeSpan?)" path="/returns"/>
    public async Task<bool> TerminateOnSignalAsync(TimeSpan? timeout = null)
    {
        using var signal = new TerminationSignal();
        using var served = new CancellationTokenSource();
        await Task.WhenAny(signal.Received, Task.WhenAll(_listeners.Select(listener => listener.WatchAsync(served.Token)))).ConfigureAwait(false);
        await served.CancelAsync().ConfigureAwait(false);
        return await TerminateAsync(timeout).ConfigureAwait(false);
    }

    /// <summary>Accepts no more, and tells all connections to finish. Done when the endpoints are free.</summary>
    internal async Task BeginDrainAsync()
    {
        foreach (var listener in _listeners)
            listener.Tell(Drain.Instance, ActorRefs.NoSender);
        foreach (var listen in _listens)
            await listen.Listener.UnbindAsync().ConfigureAwait(false);
    }

    private static string Url(Listen listen)
    {
        var local = listen.Listener.LocalEndPoint;
        return $"{(listen.Tls is null ? "http" : "https")}://{(local is UnixDomainSocketEndPoint ? "unix:" : "")}{local}";
    }

    private async Task TellAsync(ChangeSettings change)
    {
        if (!Array.Exists(await AskAsync<SettingsChanged>(change).ConfigureAwait(false), isTold => isTold))
            throw new InvalidOperationException($"The server at {string.Join(", ", Urls)} has terminated.");
    }

    private Task<bool[]> AskAsync<T>(object question) => Task.WhenAll(_listeners.Select(listener => AskAsync<T>(listener, question)));

    // False for one that has stopped, as it does behind the last connection of a drain: it does not answer.
    private async Task<bool> AskAsync<T>(IActorRef listener, object question)
    {
        using var over = new CancellationTokenSource();
        var answer = listener.Ask<T>(question, _settings.DrainTimeout.OrForEver(), over.Token);
        var first = await Task.WhenAny(answer, listener.WatchAsync(over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await first.ConfigureAwait(false);
        return first == answer;
    }

    private async Task<bool> TerminateAsync(TimeSpan drain, CancellationToken cutOff)
    {
        _isEnding = true;
        var drained = await StopAsync(drain, cutOff).ConfigureAwait(false);
        // The listeners' actors are gone: now their endpoints have to be free.
        foreach (var listen in _listens)
            await listen.Listener.UnbindAsync().ConfigureAwait(false);
        await Task.WhenAll(_answering.Select(actor => actor.GracefulStop(_settings.DrainTimeout.OrForEver()))).ConfigureAwait(false);
        _shutdown.Remove(this);
        return drained;
    }

    private async Task<bool> StopAsync(TimeSpan drain, CancellationToken cutOff)
    {
        // Akka.NET reads a time of zero as "for ever".
        if (drain != TimeSpan.Zero && await StopAll(Drain.Instance, drain, cutOff).ConfigureAwait(false))
            return true;

        // From here on nobody waits for streams; an endpoint that blocks its thread can still outlast this.
        await StopAll(PoisonPill.Instance, _settings.DrainTimeout, CancellationToken.None).ConfigureAwait(false);
        return false;
    }

    private async Task<bool> StopAll(object message, TimeSpan timeout, CancellationToken cutOff)
    {
        var stopped = Task.WhenAll(_listeners.Select(listener => listener.GracefulStop(timeout.OrForEver(), message)));
        await Task.WhenAny(stopped, Task.Delay(Timeout.InfiniteTimeSpan, cutOff)).ConfigureAwait(false);
        return stopped.IsCompleted && Array.TrueForAll(await stopped.ConfigureAwait(false), isStopped => isStopped);
    }
}
