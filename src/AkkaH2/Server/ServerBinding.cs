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
        try
        {
            return await _listener.GracefulStop(timeout ?? _drainTimeout, Drain.Instance).ConfigureAwait(false);
        }
        catch (TaskCanceledException)
        {
            // GracefulStop says so when the time is over: from here on nobody waits.
            await _listener.GracefulStop(_drainTimeout).ConfigureAwait(false);
            return false;
        }
    }
}
