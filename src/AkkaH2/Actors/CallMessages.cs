using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Client → connection: send this request.</summary>
internal sealed record BeginCall(Call Call) : ILocalMessage;

/// <summary>Client → connection: nobody waits for this response any more.</summary>
internal sealed record DropCall(Call Call) : ILocalMessage;

/// <summary>Application → client: supervise the actor that takes requests as messages. Answered with its <see cref="IActorRef"/>; there is one.</summary>
internal sealed record OpenRequestActor(Http2Client Client) : ILocalMessage;

/// <summary>Application → client: nobody waits for this response any more.</summary>
internal sealed record AbandonCall(Call Call) : ILocalMessage;

/// <summary>Connection → client: this request is to be sent again; the server did not act on it, or may act on it twice.</summary>
internal sealed record CallReturned(Call Call) : ILocalMessage;

/// <summary>Application → client → connection: how long is the round trip? Null if there is no connection.</summary>
internal sealed record PingServer(TaskCompletionSource<TimeSpan?> RoundTrip) : ILocalMessage;

/// <summary>Application → client: which connections are there?</summary>
internal sealed record ListConnections(TaskCompletionSource<IReadOnlyList<ClientConnection>> Connections) : ILocalMessage;

/// <summary>Connection → client: how much it has to do.</summary>
/// <param name="Taken">How many <see cref="BeginCall"/> it has had.</param>
/// <param name="Open">How many of its streams are open.</param>
/// <param name="Limit">How many may be.</param>
/// <param name="HasBegun">The server has sent its SETTINGS.</param>
/// <param name="HasAnswered">The server has answered a request there.</param>
/// <param name="IsLeaving">It takes no more.</param>
/// <param name="PeerSettings">The server's SETTINGS; null before they have come, and in HTTP/1.1.</param>
internal sealed record ConnectionReport(long Taken, int Open, uint Limit, bool HasBegun, bool HasAnswered, bool IsLeaving, ConnectionSettings? PeerSettings) : ILocalMessage;

/// <summary>Connection → client: the server refused TLS behind its handshake.</summary>
internal sealed record ConnectionRefused(string Reason) : ILocalMessage;

/// <summary>Application → connection: the response was read to its end, so its memory is free.</summary>
internal sealed class ResponseRead(StreamId stream) : StreamCommand(stream)
{
    public override void Apply(Http2Connection connection) => connection.EndWork(Stream);
}

/// <summary>Application → connection: PRIORITY_UPDATE (RFC 9218 §7.1).</summary>
internal sealed class ChangePriority(StreamId stream, string value) : StreamCommand(stream)
{
    public override void Apply(Http2Connection connection) => connection.UpdatePriority(Stream, value);
}

/// <summary>Application → connection: the request's own body has failed.</summary>
internal sealed record RequestBodyFailed(Call Call, Exception Cause) : ILocalMessage
{
    /// <summary>The error that the application sees.</summary>
    public Http2ClientException ToException(bool mayHaveBeenProcessed) =>
        new(ClientErrorKind.RequestBodyFailed, Call.Origin, $"the request's body failed: {Cause.Message}", Cause)
        {
            Stream = Call.Stream?.Value,
            MayHaveBeenProcessed = mayHaveBeenProcessed,
        };
}

/// <summary>HTTP/1.1 connection → client: it goes on in HTTP/2, where this call is stream 1 (RFC 7540 §3.2).</summary>
internal sealed record CallUpgraded(Call Call, ITransportConnection Connection) : ILocalMessage;
