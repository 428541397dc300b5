using System.Net.WebSockets;
using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <content>CONNECT: tunnels and WebSockets.</content>
public partial class EndpointBuilder
{
    private Endpoint? _connect;

    /// <summary>
    /// CONNECT requests (RFC 9113 §8.5) are taken by this function: <see cref="Request.Authority"/> says where the client wants to go, and
    /// <see cref="Exchange.OpenTunnel"/> takes it there; any response but 2xx refuses. The stream's slot is held until the function's task ends, so that
    /// what it keeps open elsewhere is bounded too (RFC 9113 §10.5.2). Unmapped CONNECT requests get 501.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public EndpointBuilder MapConnect(Func<Exchange, Task> endpoint)
    {
        CheckNoGroup(nameof(MapConnect));
        if (_connect is not null)
            throw new InvalidOperationException("CONNECT is mapped already.");

        _connect = new Endpoint.Function("CONNECT", endpoint) { Place = Place(null) };
        return this;
    }

    /// <summary>
    /// Extended CONNECT requests (RFC 8441) of this path and protocol are taken by this function with <see cref="Exchange.OpenTunnel"/>. Unmapped
    /// protocols get 501.
    /// </summary>
    /// <param name="protocol">A registered upgrade token, such as <c>connect-udp</c>; case does not matter.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Opens the tunnel, or responds.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already for this protocol.</exception>
    public EndpointBuilder MapConnect(string protocol, string template, Func<Exchange, Task> endpoint)
    {
        var full = Full(template);
        var function = new Endpoint.Function($"CONNECT {full} ({protocol})", endpoint) { Place = Place(null), Template = full };
        return Add(new Route("CONNECT", new RouteTemplate(full), function, _around, protocol.ToLowerInvariant()));
    }

    /// <summary>
    /// WebSockets (RFC 6455) of this path over HTTP/2 (RFC 8441). The stream's slot is held until the function's task ends; a socket that is open then is
    /// closed, and one whose function throws is closed with 1011. Before the socket closes in order both sides have said so.
    /// </summary>
    /// <param name="template">Such as <c>/chat/{room}</c>.</param>
    /// <param name="endpoint">Uses the socket; the exchange tells what was asked, and when the server wants to end (<see cref="Exchange.Draining"/>).</param>
    /// <param name="options">Sub-protocols, and how the socket is kept alive.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapWebSocket(string template, Func<WebSocket, Exchange, Task> endpoint, WebSocketOptions? options = null) =>
        MapConnect("websocket", template, new WebSocketEndpoint(endpoint, options ?? new WebSocketOptions(), _settings).Run);

    /// <summary>
    /// WebSockets of this path are answered by a flow of whole messages, which runs once for each of them; the peer's and the flow's hold each other back. The
    /// socket is closed when the flow ends, and when the server drains.
    /// </summary>
    /// <param name="template">Such as <c>/chat/{room}</c>.</param>
    /// <param name="flow">Makes the flow of a socket.</param>
    /// <param name="options">Sub-protocols, how the socket is kept alive, and how large a message may be.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapWebSocket(string template, Func<Request, Flow<SocketMessage, SocketMessage, NotUsed>> flow, WebSocketOptions? options = null) =>
        MapWebSocket(template, (socket, x) => new WebSocketMessages(socket, x, options ?? new WebSocketOptions()).RunAsync(flow(x.Request)), options);

    /// <summary>
    /// Each WebSocket of this path has an actor below <c>/user</c>. It gets <see cref="SocketOpened"/>, then the peer's <see cref="SocketMessage"/>s one by one, each after it
    /// has answered the one before with <see cref="SocketReady"/>, and <see cref="SocketClosed"/> at the end. The socket is closed when the actor stops.
    /// </summary>
    /// <param name="template">Such as <c>/chat/{room}</c>.</param>
    /// <param name="props">Makes the props for a socket.</param>
    /// <param name="options">Sub-protocols, how the socket is kept alive, how large a message may be, and how many wait.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapWebSocketActor(string template, Func<Request, Props> props, WebSocketOptions? options = null) =>
        MapWebSocket(template, (socket, x) => new WebSocketMessages(socket, x, options ?? new WebSocketOptions()).RunAsync(props(x.Request)), options);
}
