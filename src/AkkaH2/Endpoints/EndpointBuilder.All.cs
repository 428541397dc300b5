using System.Runtime.CompilerServices;
using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <content>One endpoint for all that no route takes.</content>
public partial class EndpointBuilder
{
    private Rest? _rest;

    /// <summary>
    /// Requests that no route takes go to this function, whatever their method and path: also those whose path has routes of other methods only,
    /// <c>OPTIONS *</c> (RFC 9110 §9.3.7), and CONNECT, extended or not, which it takes with <see cref="Exchange.OpenTunnel"/>. Clients are told that
    /// they may use extended CONNECT (RFC 8441 §3).
    /// </summary>
    /// <param name="endpoint">Answers the exchange.</param>
    /// <param name="options">Its options; a tunnel has no <see cref="RouteOptions.MaxRequestBodySize"/>.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public EndpointBuilder MapAll(Func<Exchange, Task> endpoint, RouteOptions? options = null) => AddRest(limits => new Endpoint.Function("(all)", endpoint) { Limits = limits, Place = Place(options) }, options);

    /// <inheritdoc cref="MapAll(Func{Exchange, Task}, RouteOptions?)"/>
    public EndpointBuilder MapAll(Action<Exchange> endpoint, RouteOptions? options = null) => MapAll(OnExchange(endpoint), options);

    /// <summary>The same for a function that returns the response. It cannot open a tunnel, so it refuses CONNECT.</summary>
    /// <param name="endpoint">Makes the response.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    [OverloadResolutionPriority(1)]
    public EndpointBuilder MapAll(Func<Request, Response> endpoint, RouteOptions? options = null) => MapAll(OnRequest(endpoint), options);

    /// <inheritdoc cref="MapAll(Func{Request, Response}, RouteOptions?)"/>
    [OverloadResolutionPriority(2)]
    public EndpointBuilder MapAll(Func<Request, Task<Response>> endpoint, RouteOptions? options = null) => MapAll(OnRequest(endpoint), options);

    /// <summary>The same for an actor, which is asked as <see cref="MapActor(string, IActorRef, RouteOptions?)"/> says. It cannot open a tunnel, so it refuses CONNECT.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public EndpointBuilder MapAll(IActorRef actor, RouteOptions? options = null) =>
        AddRest(limits => ActorEndpoint(ActorTarget.Of(actor), options, limits), options);

    private EndpointBuilder AddRest(Func<EndpointLimits, Endpoint> endpoint, RouteOptions? options)
    {
        CheckNoGroup(nameof(MapAll));
        if (_rest is not null)
            throw new InvalidOperationException("All requests are mapped already.");

        // RFC 9110 §9.3.6: CONNECT has no content, and what goes through its tunnel is no body.
        _rest = new Rest(endpoint(Limits(options)), endpoint(Limits(options) with { MaxBody = long.MaxValue }));
        return this;
    }
}

/// <summary>The endpoint of all that no route takes.</summary>
/// <param name="Requests">For requests.</param>
/// <param name="Tunnels">For CONNECT.</param>
internal sealed record Rest(Endpoint Requests, Endpoint Tunnels);
