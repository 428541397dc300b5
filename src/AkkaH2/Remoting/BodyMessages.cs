using Akka.Actor;
using Akka.Event;

namespace AkkaH2.Remoting;

/// <summary>BodyReader → BodyHost: begin. Answered with an <see cref="Akka.Streams.ISourceRef{T}"/> of the octets, and, behind its end, with <see cref="EndOfBody"/>.</summary>
internal sealed record OpenBody(IActorRef Reader) : ITravelling;

/// <summary>BodyHost → BodyReader: all octets were sent, and these trailers followed.</summary>
internal sealed record EndOfBody(Headers Trailers) : ITravelling;

/// <summary>BodyReader → BodyHost: no more octets are wanted, or all have come. A stream ref does not tell its other end that it was cancelled.</summary>
internal sealed class CloseBody : ITravelling, IDeadLetterSuppression
{
    public static readonly CloseBody Instance = new();
}
