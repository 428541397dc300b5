using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>
/// Collects what answers which requests. Of several templates that match a path, the one with more literal segments answers. GET also answers HEAD.
/// </summary>
public sealed class EndpointBuilder
{
    private readonly List<Route> _routes = [];

    internal EndpointBuilder()
    {
    }

    /// <summary>Requests of this method and path are answered by a function that does not wait for anything.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder Map(string method, string template, Action<Exchange> endpoint) =>
        Map(method, template, exchange =>
        {
            endpoint(exchange);
            return Task.CompletedTask;
        });

    /// <summary>Requests of this method and path are answered by an asynchronous function; the stream's slot is held until its task ends.</summary>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/hello/{name}</c>.</param>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder Map(string method, string template, Func<Exchange, Task> endpoint) =>
        Add(method, template, new Endpoint.Function($"{method} {template}", endpoint));

    /// <summary>
    /// Requests of this path and any method go to an actor: it gets the <see cref="Request"/> with the stream as its sender, and replies a
    /// <see cref="Response"/> to it. An actor that has stopped is answered with 503.
    /// </summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string template, IActorRef actor) => Add(null, template, new Endpoint.Actor(actor));

    /// <summary>The same for one method only.</summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string method, string template, IActorRef actor) => Add(method, template, new Endpoint.Actor(actor));

    internal EndpointTable Build() => new(_routes);

    private EndpointBuilder Add(string? method, string template, Endpoint endpoint)
    {
        var route = new Route(method, new RouteTemplate(template), endpoint);
        if (_routes.Any(known => known.Template.Text == template && known.Method == method))
            throw new ArgumentException($"The route {method ?? "(any method)"} {template} is there already.", nameof(template));

        _routes.Add(route);
        return this;
    }
}

/// <summary>One route; a null method is any.</summary>
internal sealed record Route(string? Method, RouteTemplate Template, Endpoint Endpoint);
