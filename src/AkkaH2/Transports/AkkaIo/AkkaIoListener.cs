using System.Net;
using System.Threading.Channels;
using Akka.Actor;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// The accepting end of a listener actor. Akka.IO accepts whatever comes, so what nobody asked for waits here, unread: as many as the backlog says;
/// one more is reset.
/// </summary>
internal sealed class AkkaIoListener(EndPoint local, int backlog, IActorRef actor) : ITransportListener
{
    private readonly Channel<AkkaIoConnection> _waiting = Channel.CreateBounded<AkkaIoConnection>(backlog);
    private readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndPoint LocalEndPoint => local;

    internal int Waiting => _waiting.Reader.Count;

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            if (!_waiting.Reader.TryRead(out var connection)) continue;
            connection.Start();
            return connection;
        }
        return null;
    }

    public ValueTask UnbindAsync()
    {
        _waiting.Writer.TryComplete();
        actor.Tell(StopListening.Instance, ActorRefs.NoSender);
        return new ValueTask(_unbound.Task);
    }

    /// <summary>False if nobody takes it: the listener is unbound, or too many wait.</summary>
    internal bool Offer(AkkaIoConnection connection) => _waiting.Writer.TryWrite(connection);

    /// <summary>The actor system stops: waiting accepts end; what was accepted and not taken is reset.</summary>
    internal void Close()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out var waiting)) waiting.Abort();
    }

    internal void OnUnbound() => _unbound.TrySetResult();
}
