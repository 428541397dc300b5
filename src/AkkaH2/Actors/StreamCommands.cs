using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Exchange or StreamActor → connection: a wish of one stream, as a message. One that comes after the connection's end is not worth logging.
/// </summary>
internal abstract class StreamCommand(StreamId stream) : ILocalMessage
{
    public StreamId Stream { get; } = stream;

    /// <summary>Tells the connection. Ids are never used twice, so a late command finds nothing to harm.</summary>
    public abstract void Apply(Http2Connection connection);
}

/// <summary>An informational response.</summary>
internal sealed class SendInformational(StreamId stream, HeaderField[] head) : StreamCommand(stream)
{
    public HeaderField[] Head => head;

    public override void Apply(Http2Connection connection) => connection.SendInformational(Stream, head);
}

/// <summary>A whole response: head, body and trailers leave together.</summary>
internal class SendResponse(StreamId stream, EncodedResponse response) : StreamCommand(stream)
{
    public EncodedResponse Response => response;

    public override void Apply(Http2Connection connection) => connection.Respond(Stream, response.Head, response.Body, response.Trailers);
}

/// <summary>A response that refuses its request: nobody reads what still comes of it.</summary>
internal sealed class SendRefusal(StreamId stream, EncodedResponse response, ErrorCode codeOfRest) : SendResponse(stream, response)
{
    public override void Apply(Http2Connection connection)
    {
        base.Apply(connection);
        connection.RefuseRest(Stream, codeOfRest);
    }
}

/// <summary>A piece of the body, behind the head if that has not been sent before, and before the trailers if there are any.</summary>
internal sealed class SendData(StreamId stream, HeaderField[]? head, ReadOnlyMemory<byte> data, bool end, HeaderField[]? trailers) : StreamCommand(stream)
{
    public HeaderField[]? Head => head;

    public ReadOnlyMemory<byte> Data => data;

    public bool End => end;

    public HeaderField[]? Trailers => trailers;

    public override void Apply(Http2Connection connection)
    {
        if (head is not null)
            connection.SendHead(Stream, head);
        connection.SendData(Stream, data, end && trailers is null);
        if (trailers is not null)
            connection.SendTrailers(Stream, trailers);
    }
}

/// <summary>A promise (RFC 9113 §8.4), and a task for what becomes of it.</summary>
internal sealed class SendPush(StreamId stream, PromisedRequest request, Func<StreamId, Exchange> exchange) : StreamCommand(stream)
{
    private readonly TaskCompletionSource<PushOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PushOutcome> Outcome => _outcome.Task;

    public override void Apply(Http2Connection connection) =>
        Answer(connection.Push(Stream, request, pushed => pushed.UserState = exchange(pushed.Id)));

    /// <summary>The first answer counts.</summary>
    public void Answer(PushOutcome outcome) => _outcome.TrySetResult(outcome);
}

/// <summary>RST_STREAM.</summary>
internal sealed class SendReset(StreamId stream, ErrorCode code, string detail) : StreamCommand(stream)
{
    public string Detail => detail;

    public override void Apply(Http2Connection connection) => connection.Reset(Stream, code, detail);
}

/// <summary>The application took this many octets of the request body: the peer may send as many again (RFC 9113 §6.9).</summary>
internal sealed class BodyConsumed(StreamId stream, int octets) : StreamCommand(stream)
{
    public int Octets => octets;

    public override void Apply(Http2Connection connection) => connection.Consume(Stream, octets);
}

/// <summary>The route has times and rates of its own.</summary>
internal sealed class ChangeLimits(StreamId stream, EndpointLimits limits) : StreamCommand(stream)
{
    public EndpointLimits Limits => limits;

    public override void Apply(Http2Connection connection)
    {
        if (limits.RequestTimeout is { } timeout)
            connection.SetRequestTimeout(Stream, timeout);
        if (limits.AllowSlowPeers)
            connection.AllowSlow(Stream);
    }
}

/// <summary>Connection → StreamActor: the stream is closed before its work has ended; what need not go on should stop.</summary>
internal sealed record StreamClosed(Exchange Exchange) : ILocalMessage;
