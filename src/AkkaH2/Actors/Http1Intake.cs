using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Makes of a request in HTTP/1.1 the one that HTTP/2 would have brought (RFC 9113 §8.3.1): so the same rules hold for both.</summary>
internal static class Http1Intake
{
    private const int KeyOctets = 16; // RFC 6455 §4.1
    private const string KeyGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3

    /// <summary>The request, or why it is refused; and whether it is the handshake of a WebSocket that an endpoint takes.</summary>
    /// <param name="wire">The request as it came.</param>
    /// <param name="isTls">Whether it came over TLS.</param>
    /// <param name="endpoints">The endpoints that may take it.</param>
    public static (RequestHead? Head, Refusal? Refusal, bool IsHandshake) Read(IHttp1Exchange wire, bool isTls, IEndpoints endpoints)
    {
        var scheme = isTls ? "https" : "http";
        var target = Http1Target.Of(wire.Method, wire.Target, scheme);
        if (IsHandshake(wire) && endpoints.TakesExtendedConnect)
        {
            var connect = RequestRules.Parse(StreamId.Connection, Fields(wire, target, "websocket"), extendedConnect: true);
            if (connect.Value is { } head && endpoints.Takes(new Request(head, RequestBody.Empty)))
                return KeyOf(wire) is not null ? (head, null, true) : (null, Refuse("malformed request: sec-websocket-key", Fields(wire, target, null)), true);
        }

        var fields = wire.Method == "CONNECT" ? ConnectFields(wire) : Fields(wire, target, protocol: null);
        var parsed = RequestRules.Parse(StreamId.Connection, fields);
        var fault = wire.Fault is { } framing ? $"malformed request: {framing}"
            : target.Scheme != scheme ? $"malformed request: scheme {target.Scheme} over {scheme}"
            : parsed.Error?.Detail;
        return fault is null ? (parsed.Value, null, false) : (null, Refuse(fault, fields), false);
    }

    /// <summary>The fields of the 101 that completes a WebSocket's handshake (RFC 6455 §4.2.2), next to those of its endpoint.</summary>
    public static HeaderField[] Handshake(IHttp1Exchange wire)
    {
        var accept = SHA1.HashData(Encoding.ASCII.GetBytes(KeyOf(wire) + KeyGuid));
        return [new("upgrade", "websocket"), new("sec-websocket-accept", Convert.ToBase64String(accept))];
    }

    /// <summary>
    /// The request as HTTP/2 goes on with it, if its client asks for that (RFC 7540 §3.2). One that has a body, or does not say its settings once and well, is
    /// served as it is.
    /// </summary>
    public static UpgradedRequest? ReadUpgrade(IHttp1Exchange wire)
    {
        if (wire is { IsHttp10: true } or { HasBody: true } || !Offers(wire, "h2c")
            || wire.Fields.Where(IsSettings).ToArray() is not [var field] || UpgradeSettings.Parse(field.Value) is not { } settings)
            return null;

        return new UpgradedRequest(settings, Fields(wire, Http1Target.Of(wire.Method, wire.Target, "http"), protocol: null));
    }

    // RFC 7540 §3.2.1: for this connection only.
    private static bool IsSettings(HeaderField field) => field.Name == "http2-settings";

    // RFC 6455 §4.2.1: GET of HTTP/1.1 or later.
    private static bool IsHandshake(IHttp1Exchange wire) => wire is { IsHttp10: false, Method: "GET" } && Offers(wire, "websocket");

    // RFC 6455 §4.2.1: one key, of 16 octets.
    private static string? KeyOf(IHttp1Exchange wire) =>
        wire.Fields.Where(field => field.Name == "sec-websocket-key").ToArray() is [var key]
        && Base64.IsValid(key.Value, out var octets) && octets == KeyOctets ? key.Value : null;

    /// <summary>RFC 9110 §7.8: true if the client would speak this instead.</summary>
    public static bool Offers(IHttp1Exchange wire, string protocol) =>
        wire.Upgrade.Length > 0
        && wire.Upgrade.Split(',', StringSplitOptions.TrimEntries).Contains(protocol, StringComparer.OrdinalIgnoreCase);

    private static HeaderField[] Fields(IHttp1Exchange wire, Http1Target target, string? protocol)
    {
        var host = wire.Fields.FirstOrDefault(field => field.Name == "host").Value;
        var fields = new List<HeaderField>(wire.Fields.Length + 5)
        {
            new(":method", protocol is null ? wire.Method : "CONNECT"),
            new(":scheme", target.Scheme),
            new(":path", target.Path),
        };
        if (protocol is not null)
            fields.Add(new HeaderField(":protocol", protocol));

        // RFC 9112 §3.2.2: an authority in the target counts, and host does not. §3.2: host is empty where the client has none to name, and absent in HTTP/1.0.
        if ((target.Authority ?? host) is { Length: > 0 } authority)
            fields.Add(new HeaderField(":authority", authority));
        else
            fields.Add(new HeaderField("host", ""));

        foreach (ref readonly var field in wire.Fields.AsSpan())
        {
            if (field.Name != "host" && !IsSettings(field) && !(protocol is not null && field.Name == "sec-websocket-key"))
                fields.Add(field);
        }

        return [.. fields];
    }

    // RFC 9112 §3.2.3: authority-form. RFC 9113 §8.5: neither scheme nor path.
    private static HeaderField[] ConnectFields(IHttp1Exchange wire) =>
        [new(":method", wire.Method), new(":authority", wire.Target), .. wire.Fields.Where(field => field.Name != "host")];

    private static Refusal Refuse(string detail, HeaderField[] fields) =>
        new(RefusalKind.Malformed, ErrorCode.ProtocolError, LogText.Detail(detail), new Headers(fields, 0));
}

/// <summary>A request target in its parts (RFC 9112 §3.2).</summary>
/// <param name="Scheme">As the target says; the connection's if it does not.</param>
/// <param name="Authority">Null if the target has none.</param>
/// <param name="Path">With its query.</param>
internal readonly record struct Http1Target(string Scheme, string? Authority, string Path)
{
    public static Http1Target Of(string method, string target, string scheme)
    {
        // RFC 9112 §3.2.1, §3.2.4: origin-form and asterisk-form.
        if (target.StartsWith('/') || target.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var colon))
            return new Http1Target(scheme, null, target);

        // RFC 9112 §3.2.2: absolute-form. §3.2.4: without a path, OPTIONS means the server as a whole.
        var rest = target.AsSpan(colon + 3);
        var end = rest.IndexOfAny('/', '?') is >= 0 and var found ? found : rest.Length;
        var path = rest[end..];
        return new Http1Target(
            target[..colon].ToLowerInvariant(),
            rest[..end].ToString(),
            path.IsEmpty ? (method == "OPTIONS" ? "*" : "/") : path[0] == '?' ? $"/{path}" : path.ToString());
    }
}
