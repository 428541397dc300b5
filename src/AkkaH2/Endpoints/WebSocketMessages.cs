using System.Buffers;
using System.Net.WebSockets;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Endpoints;

/// <summary>Runs a WebSocket by whole messages: as a source and a sink of them, which hold each other back, for flows and actors.</summary>
internal sealed class WebSocketMessages(WebSocket socket, Exchange exchange, WebSocketOptions options)
{
    private const int PieceSize = 4_096;

    /// <summary>The flow gets what the peer sends, and the peer what the flow makes. Done when the flow has ended.</summary>
    public Task RunAsync(Flow<SocketMessage, SocketMessage, NotUsed> flow) => Messages().Via(flow).Via(Ending()).RunWith(Peer(), exchange.Materializer);

    /// <summary>The actor gets what the peer sends, and tells the peer. Done when either has ended; the actor is stopped then.</summary>
    public async Task RunAsync(Props props)
    {
        var materializer = exchange.Materializer;
        var system = ((ActorMaterializer)materializer).System;
        var (peer, outgoing) = Source.ActorRef<SocketMessage>(options.MaxUnsent, OverflowStrategy.Fail).PreMaterialize(materializer);
        var actor = system.ActorOf(props);
        try
        {
            var sent = outgoing.Via(Ending()).RunWith(Peer(), materializer);
            var (received, done) = Messages().WatchTermination(Keep.Right)
                .ToMaterialized(
                    Sink.ActorRefWithAck<SocketMessage>(actor, new SocketOpened(exchange.Request, peer), SocketReady.Instance, SocketClosed.Instance), (ended, _) => (ended, actor))
                .Run(materializer);
            using var watching = new CancellationTokenSource();
            var first = await Task.WhenAny(sent, received, done.WatchAsync(watching.Token)).ConfigureAwait(false);
            await watching.CancelAsync().ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }
        finally
        {
            peer.Tell(PoisonPill.Instance, ActorRefs.NoSender);
            system.Stop(actor);
        }
    }

    // The server ends, or nobody waits any more.
    private Flow<SocketMessage, SocketMessage, NotUsed> Ending() => Flow.Create<SocketMessage>()
        .Via(exchange.Draining.AsFlow<SocketMessage>(cancelGracefully: true))
        .Via(exchange.Aborted.AsFlow<SocketMessage>(cancelGracefully: true));

    private Source<SocketMessage, NotUsed> Messages() => Source.UnfoldAsync(socket, async from => await ReceiveAsync(from).ConfigureAwait(false) is { } message
        ? Akka.Util.Option<(WebSocket, SocketMessage)>.Create((from, message))
        : Akka.Util.Option<(WebSocket, SocketMessage)>.None);

    private Sink<SocketMessage, Task<Done>> Peer() => Flow.Create<SocketMessage>()
        .SelectAsync(1, async message =>
        {
            await socket.SendAsync(message.Octets, message.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, exchange.Aborted).ConfigureAwait(false);
            return Done.Instance;
        })
        .ToMaterialized(Sink.Ignore<Done>(), Keep.Right);

    private async Task<SocketMessage?> ReceiveAsync(WebSocket from)
    {
        var octets = new ArrayBufferWriter<byte>(PieceSize);
        while (true)
        {
            var piece = await from.ReceiveAsync(octets.GetMemory(PieceSize), exchange.Aborted).ConfigureAwait(false);
            if (piece.MessageType == WebSocketMessageType.Close)
                return null;

            octets.Advance(piece.Count);
            if (octets.WrittenCount > options.MaxMessageSize)
            {
                // RFC 6455 §7.4.1: 1009.
                await from.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, exchange.Aborted).ConfigureAwait(false);
                return null;
            }

            if (piece.EndOfMessage)
                return new SocketMessage(octets.WrittenMemory, piece.MessageType == WebSocketMessageType.Text);
        }
    }
}
