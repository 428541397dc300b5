using Akka.Event;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Exchange or StreamActor → connection: what one stream wants. Ids are never used twice, so a late
/// command finds nothing to harm; one that comes after the connection's end is no news for the log.</summary>
internal abstract class StreamCommand(StreamId stream) : IDeadLetterSuppression
{
    public StreamId Stream { get; } = stream;

    /// <summary>True if the endpoint has ended with this; its StreamActor can take another stream.</summary>
    public bool EndsWork { get; set; }
}

/// <summary>An informational response.</summary>
internal sealed class SendInterim(StreamId stream, HeaderField[] head) : StreamCommand(stream)
{
    public HeaderField[] Head { get; } = head;
}

/// <summary>A whole response: head and body leave together.</summary>
internal sealed class SendResponse(StreamId stream, HeaderField[] head, ReadOnlyMemory<byte> body) : StreamCommand(stream)
{
    public HeaderField[] Head { get; } = head;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Set if it refuses the request, and nobody reads what still comes of it.</summary>
    public ErrorCode? RefusesRest { get; init; }
}

/// <summary>A piece of the body, behind the head if that has not been sent before.</summary>
internal sealed class SendData(StreamId stream, HeaderField[]? head, ReadOnlyMemory<byte> data, bool end) : StreamCommand(stream)
{
    public HeaderField[]? Head { get; } = head;

    public ReadOnlyMemory<byte> Data { get; } = data;

    public bool End { get; } = end;
}

/// <summary>Trailers, and with them the end.</summary>
internal sealed class SendTrailers(StreamId stream, HeaderField[] trailers) : StreamCommand(stream)
{
    public HeaderField[] Trailers { get; } = trailers;
}

/// <summary>A promise (RFC 9113 §8.4), and who waits for what becomes of it.</summary>
internal sealed class SendPush(StreamId stream, PromisedRequest request) : StreamCommand(stream)
{
    private readonly TaskCompletionSource<PushOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PromisedRequest Request { get; } = request;

    public Task<PushOutcome> Outcome => _outcome.Task;

    /// <summary>The first answer counts.</summary>
    public void Answer(PushOutcome outcome) => _outcome.TrySetResult(outcome);
}

/// <summary>RST_STREAM.</summary>
internal sealed class SendReset(StreamId stream, ErrorCode code, string detail) : StreamCommand(stream)
{
    public ErrorCode Code { get; } = code;

    public string Detail { get; } = detail;
}

/// <summary>The application took this many octets of the request body: the peer may send as many again (RFC 9113 §6.9).</summary>
internal sealed class BodyConsumed(StreamId stream, int octets) : StreamCommand(stream)
{
    public int Octets { get; } = octets;
}

/// <summary>The endpoint has ended; its response, if it made one, was sent before.</summary>
internal sealed class EndpointEnded(StreamId stream) : StreamCommand(stream);

/// <summary>Connection → StreamActor: the stream is closed before its work has ended; what need not go on should stop.</summary>
internal sealed record StreamClosed(Exchange Exchange) : IDeadLetterSuppression;
