using System.Net;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>Why a request is not answered by its endpoint.</summary>
public enum RequestErrorKind
{
    /// <summary>It is no valid request (RFC 9113 §8.1.1). Without a handler: RST_STREAM(PROTOCOL_ERROR).</summary>
    Malformed,

    /// <summary>Its fields are above <c>max-header-list-size</c> or <c>max-header-count</c>. Without a handler: 431.</summary>
    FieldsTooLarge,

    /// <summary>Its body is above the limit of its route. Without a handler: 413.</summary>
    BodyTooLarge,

    /// <summary>It is above <c>max-concurrent-streams</c>. Without a handler: RST_STREAM(REFUSED_STREAM), after which a client may try again.</summary>
    TooManyStreams,

    /// <summary>Its authority is none that the certificate of its TLS connection names (RFC 9110 §15.5.20). Without a handler: 421.</summary>
    Misdirected,

    /// <summary>The endpoint failed before its response began. Without a handler: 500.</summary>
    EndpointFailed,

    /// <summary>There was no response within <c>request-timeout</c>. Always 504, without the handler: the endpoint is still at work.</summary>
    TimedOut,
}

/// <summary>A request that an error answers, as the handler of <see cref="Endpoints.EndpointBuilder.OnError"/> sees it.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Code">The error code of RST_STREAM, where there is no answer.</param>
/// <param name="Detail">The fault in words, as in the log: <c>malformed request: no :path</c>.</param>
public sealed record RequestError(RequestErrorKind Kind, ErrorCode Code, string Detail)
{
    /// <summary>The id of the request's stream.</summary>
    public int Stream { get; init; }

    /// <summary>The client's address.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>The request; null where it was refused before it became one: malformed, fields too large, too many streams.</summary>
    public Request? Request { get; init; }

    /// <summary>The fields that came, as far as they were kept; with pseudo-header fields where there is no <see cref="Request"/>.</summary>
    public Headers Fields { get; init; } = Headers.Empty;

    /// <summary>The exception of an endpoint that failed; null for all other reasons.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The error code with which the rest of an answered request is refused.</summary>
    // RFC 9113 §8.1.1: a malformed request stays an error, answered or not. §8.1: others have had their answer.
    internal ErrorCode CodeOfRest => Kind == RequestErrorKind.Malformed ? ErrorCode.ProtocolError : ErrorCode.NoError;

    /// <summary>The answer that a handler may send or change; null where the stream is reset instead.</summary>
    public Response? DefaultAnswer => Kind switch
    {
        RequestErrorKind.FieldsTooLarge => Response.Text(Detail, 431), // RFC 6585 §5
        RequestErrorKind.BodyTooLarge => Response.Text(Detail, 413), // RFC 9110 §15.5.14
        RequestErrorKind.Misdirected => Response.Text(Detail, 421), // RFC 9110 §15.5.20
        RequestErrorKind.EndpointFailed => Response.Text("The endpoint failed.", 500),
        RequestErrorKind.TimedOut => Response.Text(Detail, 504), // RFC 9110 §15.6.5
        _ => null,
    };

    internal static RequestError Of(StreamId stream, Refusal refusal) => new(KindOf(refusal.Kind), refusal.Code, refusal.Detail)
    {
        Stream = stream.Value,
        Fields = refusal.Fields,
    };

    internal static RequestError EndpointFailed(Exchange exchange) => Of(exchange, RequestErrorKind.EndpointFailed, ErrorCode.InternalError, "the endpoint failed") with
    {
        Cause = exchange.Failure,
    };

    internal static RequestError Misdirected(Exchange exchange) => Of(
        exchange, RequestErrorKind.Misdirected, ErrorCode.Cancel, LogText.Detail($"This connection does not serve {exchange.Request.Authority}: its certificate does not name it."));

    internal static RequestError TimedOut(Exchange exchange) => Of(exchange, RequestErrorKind.TimedOut, ErrorCode.Cancel, "There was no response in time.");

    internal static RequestError Of(Exchange exchange, RequestErrorKind kind, ErrorCode code, string detail) => new(kind, code, detail)
    {
        Request = exchange.Request,
        Fields = exchange.Request.Headers,
    };

    private static RequestErrorKind KindOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => RequestErrorKind.Malformed,
        RefusalKind.FieldsTooLarge => RequestErrorKind.FieldsTooLarge,
        _ => RequestErrorKind.TooManyStreams,
    };
}

/// <summary>The request's body is longer than its route allows (<c>akka.h2.max-request-body-size</c>). The stream has been answered already.</summary>
/// <param name="limit">The limit of its route, in octets.</param>
public sealed class BodyTooLargeException(long limit) : IOException(Describe(limit))
{
    internal static string Describe(long limit) => $"The request body is longer than {limit} octets.";
}
