using System.Net;
using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Server;

/// <summary>A bound endpoint that serves.</summary>
public sealed class ServerBinding
{
    private readonly IActorRef _listener;
    private readonly TimeSpan _drainTimeout;

    internal ServerBinding(EndPoint local, IActorRef listener, TimeSpan drainTimeout) =>
        (LocalEndPoint, _listener, _drainTimeout) = (local, listener, drainTimeout);

    /// <summary>Where it listens, with the real port.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>Accepts no more connections; the open ones go on. Done when the endpoint is free.</summary>
    public Task UnbindAsync() => _listener.Ask<Unbound>(Unbind.Instance, _drainTimeout);

    /// <summary>
    /// Accepts no more, tells all connections to finish (GOAWAY, RFC 9113 §6.8), waits for their open streams, and closes them. What is not done in
    /// time is cut off. Done when nothing of this binding is left.
    /// </summary>
    /// <param name="timeout">How long open streams may take; <c>akka.h2.drain-timeout</c> if not given.</param>
    /// <returns>True if everything ended by itself, false if the time ran out.</returns>
    public async Task<bool> TerminateAsync(TimeSpan? timeout = null)
    {
        if (await StopsWithin(timeout ?? _drainTimeout, Drain.Instance).ConfigureAwait(false))
            return true;

        await StopsWithin(_drainTimeout, PoisonPill.Instance).ConfigureAwait(false); // from here on nobody waits for streams
        return false;
    }

    // Versions of Akka.NET say in either way that the time is over: by false, or by a cancelled task.
    private async Task<bool> StopsWithin(TimeSpan timeout, object order)
    {
        try
        {
            return await _listener.GracefulStop(timeout, order).ConfigureAwait(false);
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}
