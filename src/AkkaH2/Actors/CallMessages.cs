using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Client → connection: send this request.</summary>
internal sealed record BeginCall(Call Call) : IDeadLetterSuppression;

/// <summary>Client → connection: nobody waits for this response any more.</summary>
internal sealed record DropCall(Call Call) : IDeadLetterSuppression;

/// <summary>Application → client: supervise the actor that takes requests as messages. Answered with its <see cref="IActorRef"/>; there is one.</summary>
internal sealed record OpenRequestActor(Http2Client Client) : IDeadLetterSuppression;

/// <summary>Application → client: nobody waits for this response any more.</summary>
internal sealed record AbandonCall(Call Call) : IDeadLetterSuppression;

/// <summary>Connection → client: this request is to be sent again; the server did not act on it, or may act on it twice.</summary>
internal sealed record CallReturned(Call Call) : IDeadLetterSuppression;

/// <summary>Connection → client: how much it has to do.</summary>
/// <param name="Taken">How many <see cref="BeginCall"/> it has had.</param>
/// <param name="Open">How many of its streams are open.</param>
/// <param name="Limit">How many may be.</param>
/// <param name="HasBegun">The server has sent its SETTINGS.</param>
/// <param name="HasAnswered">The server has answered a request there.</param>
/// <param name="IsLeaving">It takes no more.</param>
internal sealed record ConnectionReport(long Taken, int Open, uint Limit, bool HasBegun, bool HasAnswered, bool IsLeaving) : IDeadLetterSuppression;

/// <summary>Application → connection: the response was read to its end, so its memory is free.</summary>
internal sealed class ResponseRead(StreamId stream) : StreamCommand(stream)
{
    public override void Apply(Http2Connection connection) => connection.EndWork(Stream);
}
