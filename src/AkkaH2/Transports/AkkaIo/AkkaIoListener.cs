using System.Net;
using System.Threading.Channels;
using Akka.Actor;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>The accepting end of a listener actor: it asks for connections, a few at a time, when somebody waits for one.</summary>
internal sealed class AkkaIoListener(EndPoint local, int backlog, IActorRef actor) : ITransportListener
{
    /// <summary>A connection takes several actors' turns from the system to its user: one by one, a thousand that come at once would wait for each other.</summary>
    internal const int Batch = 16;

    // In pull mode at most two batches wait here; an Akka.IO that does not know pull mode for listeners may deliver more.
    private readonly Channel<ITransportConnection> _accepted = Channel.CreateBounded<ITransportConnection>(Math.Max(backlog, 2 * Batch));
    private readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _closed;

    public EndPoint LocalEndPoint => local;

    internal bool IsClosed => _closed;

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            if (_accepted.Reader.TryRead(out var connection)) return connection;
            actor.Tell(AcceptMore.Instance, ActorRefs.NoSender);
            if (!await _accepted.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false)) return null;
        }
    }

    public ValueTask UnbindAsync()
    {
        Close();
        actor.Tell(StopListening.Instance, ActorRefs.NoSender);
        return new ValueTask(_unbound.Task);
    }

    /// <summary>False if nobody takes it: the listener is unbound, or too many wait.</summary>
    internal bool Offer(ITransportConnection connection) => _accepted.Writer.TryWrite(connection);

    /// <summary>Ends waiting accepts; what was accepted and not taken is reset.</summary>
    internal void Close()
    {
        _closed = true;
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out var waiting)) waiting.Abort();
    }

    internal void OnUnbound() => _unbound.TrySetResult();
}
