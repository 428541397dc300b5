using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>Sockets of ClientWebSocket over one HTTP/2 connection with prior knowledge.</summary>
internal sealed class WebSocketClient : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly HttpMessageInvoker _invoker;
    private readonly CancellationTokenSource _deadline = new(Deadlines.Tool);
    private int _connections;

    public WebSocketClient(Uri server)
    {
        _server = new UriBuilder(server) { Scheme = "ws" }.Uri;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = false, UseProxy = false, ConnectCallback = ConnectAsync });
    }

    public CancellationToken Deadline => _deadline.Token;

    /// <summary>How many TCP connections there were.</summary>
    public int Connections => _connections;

    public async Task<ClientWebSocket> ConnectAsync(string path, params string[] subProtocols)
    {
        var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        foreach (var protocol in subProtocols)
            socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new Uri(_server, path), _invoker, Deadline);
        return socket;
    }

    /// <summary>One message, from all its parts.</summary>
    public async Task<(WebSocketMessageType Type, byte[] Message)> ReceiveAsync(WebSocket socket)
    {
        var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), Deadline);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return (part.MessageType, message.ToArray());
        }
    }

    public async Task<(WebSocketMessageType Type, string Text)> ReceiveTextAsync(WebSocket socket)
    {
        var (type, message) = await ReceiveAsync(socket);
        return (type, Encoding.UTF8.GetString(message));
    }

    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Interlocked.Increment(ref _connections);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
