using System.Net.WebSockets;
using AkkaH2.Configuration;
using AkkaH2.Wire;

namespace AkkaH2.Endpoints;

/// <summary>A WebSocket over a tunnel (RFC 8441 §5): the handshake, the application's function, and the end of the socket.</summary>
internal sealed class WebSocketEndpoint(Func<WebSocket, Exchange, Task> endpoint, WebSocketOptions options, Http2Settings settings)
{
    public async Task Run(Exchange exchange)
    {
        if (WebSocketRules.Refuse(exchange.Request.Headers) is { } refusal)
        {
            exchange.Respond(refusal);
            return;
        }

        var protocol = WebSocketRules.SubProtocol(exchange.Request.Headers, options.SubProtocols);
        await using var tunnel = exchange.OpenTunnel(protocol is null ? Headers.Empty : Headers.Of(("sec-websocket-protocol", protocol)));
        using var socket = WebSocket.CreateFromStream(tunnel, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = protocol,
            KeepAliveInterval = (options.KeepAliveInterval ?? settings.WebSocketKeepAliveInterval).OrForEver(),
            KeepAliveTimeout = (options.KeepAliveTimeout ?? settings.WebSocketKeepAliveTimeout).OrForEver(),
        });
        await Serve(socket, tunnel, exchange).ConfigureAwait(false);
    }

    private async Task Serve(WebSocket socket, Tunnel tunnel, Exchange exchange)
    {
        try
        {
            await endpoint(socket, exchange).ConfigureAwait(false);
            if (IsOpen(socket))
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, exchange.Aborted).ConfigureAwait(false);
        }
        catch (WebSocketException broken) when (!IsOpen(socket))
        {
            // The peer broke off, or broke RFC 6455: that is no fault of ours. The socket has told it what was wrong, if it was told anything.
            if (broken.WebSocketErrorCode == WebSocketError.Faulted)
                await tunnel.FlushAsync(exchange.Aborted).ConfigureAwait(false);
        }
        catch when (IsOpen(socket) && !exchange.IsAborted)
        {
            // RFC 6455 §7.4.1: 1011 says that the server failed. It goes out before the failure ends the stream.
            await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, null, exchange.Aborted).ConfigureAwait(false);
            tunnel.CompleteWrites();
            await tunnel.FlushAsync(exchange.Aborted).ConfigureAwait(false);
            throw;
        }
        finally
        {
            // RFC 8441 §5: a socket that was aborted, by the endpoint or because it was silent for too long, is reset with CANCEL.
            if (socket.State == WebSocketState.Aborted && !exchange.IsAborted)
                exchange.Reset(ErrorCode.Cancel);
        }
    }

    // We have not said that it closes.
    private static bool IsOpen(WebSocket socket) => socket.State is WebSocketState.Open or WebSocketState.CloseReceived;
}
