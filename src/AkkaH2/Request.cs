using System.Diagnostics;
using System.Security.Claims;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Remoting;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>A request: its control data (RFC 9113 §8.3.1), its fields, and its body as it arrives.</summary>
public sealed partial class Request : ITravelling
{
    private readonly RequestHead _head;

    internal Request(RequestHead head, RequestBody body) => (_head, Body) = (head, body);

    private Request(RequestHead head, Request same)
        : this(head, same.Body) => (Route, Exchange, Telemetry, User) = (same.Route, same.Exchange, same.Telemetry, same.User);

    /// <summary>The request as its connection read it.</summary>
    internal RequestHead Head => _head;

    /// <summary>The method, such as <c>GET</c>; case matters.</summary>
    public string Method => _head.Method;

    /// <summary><c>http</c> or <c>https</c>; empty for CONNECT.</summary>
    public string Scheme => _head.Scheme;

    /// <summary>The protocol that an extended CONNECT asks for (RFC 8441 §4), such as <c>websocket</c>; null for all other requests.</summary>
    public string? Protocol => _head.Protocol;

    /// <summary>Host and port, as sent: <c>example.com:8080</c>; may be empty.</summary>
    public string Authority => _head.Authority;

    /// <summary>The target with its query, as sent: <c>/orders/7?full</c>.</summary>
    public string Target => _head.Path;

    /// <summary>The target without its query, as sent: <c>/orders/7</c>. Routes are found by its normalized form (RFC 9110 §4.2.3).</summary>
    public string Path => _head.Path.IndexOf('?') is >= 0 and var query ? _head.Path[..query] : _head.Path;

    /// <summary>The target behind its question mark, as sent: <c>full</c>; empty if there is none.</summary>
    public string Query => _head.Path.IndexOf('?') is >= 0 and var query ? _head.Path[(query + 1)..] : "";

    /// <summary>The header fields, without the pseudo-header fields.</summary>
    public Headers Headers => _head.Headers;

    /// <summary>The announced length of the body in octets, if there is one.</summary>
    public long? ContentLength => _head.ContentLength;

    /// <summary>True if the client sends its body only when told so (<c>expect: 100-continue</c>): reading the body tells it.</summary>
    public bool ExpectsContinue => _head.ExpectsContinue;

    /// <summary>The body as it arrives; reading it gives the peer credit to send on.</summary>
    public RequestBody Body { get; }

    /// <summary>The values that the route template captured; set before an endpoint sees the request.</summary>
    public RouteValues Route { get; internal set; } = RouteValues.Empty;

    /// <summary>Who has sent it, as middleware found out (<see cref="Endpoints.Authentication"/>); null where nobody asked. It stays on this node.</summary>
    public ClaimsPrincipal? User { get; internal set; }

    /// <summary>The most that can be said of fields that may be anything.</summary>
    internal static Request Preview(Headers fields) =>
        new(new RequestHead(fields[":method"] ?? "", fields[":scheme"] ?? "", fields[":authority"] ?? "", fields[":path"] ?? "", fields, null), RequestBody.Empty);

    /// <summary>Cancelled when the stream is reset by the peer or the connection is lost: nobody waits for the response any more.</summary>
    public CancellationToken Aborted => Exchange?.Aborted ?? CancellationToken.None;

    /// <summary>The error code with which the peer reset the stream (RFC 9113 §7); null if it did not, or not before the response was complete.</summary>
    public ErrorCode? PeerReset => Exchange?.PeerReset;

    /// <summary>
    /// The span of this request (<see cref="Diagnostics.Http2Telemetry.ActivitySourceName"/>); null if nobody traces it. In a function it is the current
    /// activity; an actor takes it from here for a parent.
    /// </summary>
    public Activity? Activity => Telemetry?.Activity;

    /// <summary>What is measured of it; null while nobody listens.</summary>
    internal RequestTelemetry? Telemetry { get; set; }

    /// <summary>The exchange that it belongs to; null while it has none.</summary>
    internal Exchange? Exchange { get; set; }

    /// <summary>As in a log, printable and without the query, which may have secrets: <c>GET /orders/7</c>.</summary>
    public override string ToString() => LogText.Detail($"{Method} {(Target.Length > 0 ? Path : Authority)}");
}
