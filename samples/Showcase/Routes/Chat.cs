using System.Net.WebSockets;
using AkkaH2.Endpoints;

namespace AkkaH2.Showcase.Routes;

/// <summary>A WebSocket over HTTP/2 (RFC 8441): every message comes back, part by part, so a message of any length takes one buffer.</summary>
internal static class Chat
{
    private const int BufferSize = 16 * 1024;

    /// <summary>A client that offers a sub-protocol gets this one.</summary>
    public static readonly WebSocketOptions Options = new() { SubProtocols = ["echo"] };

    public static async Task Echo(WebSocket socket, Exchange x)
    {
        // Close first, then read on: the loop ends with the client's answer to it.
        await using var ending = x.Draining.Register(() => _ = socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "the server ends", x.Aborted));
        var buffer = new byte[BufferSize];
        while (await socket.ReceiveAsync(buffer.AsMemory(), x.Aborted) is { MessageType: not WebSocketMessageType.Close } part && socket.State == WebSocketState.Open)
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, x.Aborted);
    }
}
