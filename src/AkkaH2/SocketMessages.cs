using System.Text;
using Akka.Actor;
using Akka.Event;

namespace AkkaH2;

/// <summary>A whole message of a WebSocket (RFC 6455 §5.6).</summary>
/// <param name="Octets">Its content; UTF-8 if it is text.</param>
/// <param name="IsText">Whether it is text or binary.</param>
public sealed record SocketMessage(ReadOnlyMemory<byte> Octets, bool IsText) : INoSerializationVerificationNeeded
{
    /// <summary>A text.</summary>
    public static SocketMessage Of(string text) => new(Encoding.UTF8.GetBytes(text), true);

    /// <summary>The content as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Octets.Span);
}

/// <summary>To the actor of a WebSocket: it is open. Answered with <see cref="SocketReady"/> to the sender; then the first message may come.</summary>
/// <param name="Request">The request that opened it.</param>
/// <param name="Peer">Sends what it is told, each a <see cref="SocketMessage"/>. As many as <see cref="Endpoints.WebSocketOptions.MaxUnsent"/> wait; one more breaks the socket off.</param>
public sealed record SocketOpened(Request Request, IActorRef Peer) : INoSerializationVerificationNeeded;

/// <summary>From the actor of a WebSocket, to the sender of a message: the next one may come. So an actor holds its peer back.</summary>
public sealed class SocketReady : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    /// <summary>The only one.</summary>
    public static readonly SocketReady Instance = new();

    private SocketReady()
    {
    }
}

/// <summary>To the actor of a WebSocket: nothing more comes. It is stopped then.</summary>
public sealed class SocketClosed : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    /// <summary>The only one.</summary>
    public static readonly SocketClosed Instance = new();

    private SocketClosed()
    {
    }
}
