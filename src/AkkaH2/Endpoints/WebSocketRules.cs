namespace AkkaH2.Endpoints;

/// <summary>RFC 8441 §5: what of the WebSocket handshake (RFC 6455 §4.2) is left where CONNECT makes it.</summary>
internal static class WebSocketRules
{
    /// <summary>RFC 6455 §4.1: the only version there is.</summary>
    public const string Version = "13";

    /// <summary>The response that refuses the handshake, or null.</summary>
    public static Response? Refuse(Headers request) =>
        // RFC 6455 §4.4: a version that we do not speak is answered with those that we do.
        request["sec-websocket-version"] == Version ? null
        : Response.Text($"WebSocket version {Version} is spoken here.", 400).With("sec-websocket-version", Version);

    /// <summary>RFC 6455 §4.2.2: the first of ours that the client offers, or null.</summary>
    public static string? SubProtocol(Headers request, IReadOnlyList<string> ours)
    {
        var offered = request.All("sec-websocket-protocol").SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        return ours.FirstOrDefault(offered.Contains);
    }
}
