using System.Runtime.CompilerServices;

namespace AkkaH2.Endpoints;

/// <content>
/// Functions as endpoints. The priorities decide for a lambda that fits several forms: <c>_ => Response.Text("hello")</c> fits
/// <see cref="Action{T}"/> too, which would lose the response.
/// </content>
public partial class EndpointBuilder
{
    /// <summary>Requests of this method and path are answered by a function that does not wait for anything.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder Map(string method, string template, Action<Exchange> endpoint, RouteOptions? options = null) =>
        AddFunction(method, template, OnExchange(endpoint), options);

    /// <summary>Requests of this method and path are answered by an asynchronous function; the stream's slot is held until its task ends.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder Map(string method, string template, Func<Exchange, Task> endpoint, RouteOptions? options = null) =>
        AddFunction(method, template, endpoint, options);

    /// <summary>Requests of this method and path are answered by the response that a function returns.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Makes the response.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    [OverloadResolutionPriority(1)]
    public EndpointBuilder Map(string method, string template, Func<Request, Response> endpoint, RouteOptions? options = null) =>
        AddFunction(method, template, OnRequest(endpoint), options);

    /// <summary>Requests of this method and path are answered by the response that an asynchronous function returns; the stream's slot is held until then.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Makes the response; <see cref="Request.Aborted"/> tells it that nobody waits any more.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    [OverloadResolutionPriority(2)]
    public EndpointBuilder Map(string method, string template, Func<Request, Task<Response>> endpoint, RouteOptions? options = null) =>
        AddFunction(method, template, OnRequest(endpoint), options);

    /// <summary>
    /// GET of this path says whether the server takes requests: 200, or 503 once its actor system begins to shut down, before it stops accepting
    /// (<c>akka.h2.coordinated-shutdown</c>). For load balancers.
    /// </summary>
    /// <param name="template">Such as <c>/ready</c>.</param>
    /// <param name="isReady">The application's own condition, which must be quick; none if null.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapReadiness(string template, Func<bool>? isReady = null) =>
        Map("GET", template, _ => _http2.IsReady && isReady?.Invoke() != false ? Response.Text("ready\n") : Response.Text("not ready\n", 503));

    private static Func<Exchange, Task> OnExchange(Action<Exchange> endpoint) => exchange =>
    {
        endpoint(exchange);
        return Task.CompletedTask;
    };

    private static Func<Exchange, Task> OnRequest(Func<Request, Response> endpoint) => exchange =>
    {
        exchange.Respond(endpoint(exchange.Request));
        return Task.CompletedTask;
    };

    private static Func<Exchange, Task> OnRequest(Func<Request, Task<Response>> endpoint) => exchange =>
    {
        var response = endpoint(exchange.Request);
        if (!response.IsCompletedSuccessfully)
            return RespondAsync(exchange, response);

        exchange.Respond(response.Result);
        return Task.CompletedTask;
    };

    private static async Task RespondAsync(Exchange exchange, Task<Response> response) => exchange.Respond(await response.ConfigureAwait(false));
}
