using Akka.Event;
using AkkaH2.Remoting;

namespace AkkaH2;

/// <summary>
/// An actor endpoint begins a response whose body it replies piece by piece: any number of <see cref="Chunk"/>s, each after the <see cref="ChunkSent"/> of the
/// one before, and <see cref="Completed"/>. The head leaves at once. To HEAD, and with 204, 205 and 304, it is the whole response: nobody waits for the rest.
/// </summary>
/// <param name="Status">200 to 999.</param>
/// <param name="Headers">The fields; none if null.</param>
public sealed record ResponseStarted(int Status = 200, Headers? Headers = null) : ITravelling;

/// <summary>
/// A piece of the body. It is copied, and answered with <see cref="ChunkSent"/> when the stream has room for the next one: so the peer's window holds the actor
/// back. A second one before that fails the request.
/// </summary>
/// <param name="Octets">Any number.</param>
public sealed record Chunk(ReadOnlyMemory<byte> Octets) : ITravelling;

/// <summary>To the actor that sent a <see cref="Chunk"/>, from its request's reply address: there is room for the next one.</summary>
public sealed class ChunkSent : ITravelling, IDeadLetterSuppression
{
    /// <summary>The only one.</summary>
    public static readonly ChunkSent Instance = new();

    private ChunkSent()
    {
    }
}

/// <summary>The body is complete. May be sent without waiting for the last <see cref="ChunkSent"/>.</summary>
/// <param name="Trailers">Fields behind the body (RFC 9113 §8.1); none if null.</param>
public sealed record Completed(Headers? Trailers = null) : ITravelling;

/// <summary>
/// To the actor of a route with <see cref="Endpoints.RouteOptions.TellsCancelled"/>, from the request's reply address: nobody waits for the reply any more. The
/// peer has reset the stream or is gone, the reply is too late, or the response that it has begun has no body (to HEAD, and with 204, 205 and 304).
/// </summary>
/// <param name="Request">The request.</param>
public sealed record RequestCancelled(Request Request) : ITravelling, IDeadLetterSuppression;
