using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <content>Actors as endpoints.</content>
public partial class EndpointBuilder
{
    private readonly List<(string Name, ActorTarget Target)> _targets = []; // of all groups

    /// <summary>
    /// Requests of this path and any method go to an actor: it gets the <see cref="Request"/>, or a message of its own (<see cref="RouteOptions.Messages"/>), with the
    /// stream as its sender, and replies a <see cref="Response"/> to it; <see cref="Informational"/> ones may go before. An actor that has stopped is answered
    /// with 503, and one that does not reply in time (<see cref="RouteOptions.ReplyTimeout"/>) with 504.
    /// <para>
    /// It may run anywhere. One that never blocks is asked and answered without another thread if it has the dispatcher of the connections:
    /// <c>props.WithDispatcher(system.Http2().Settings.Dispatcher)</c>.
    /// </para>
    /// </summary>
    /// <param name="template">Such as <c>/orders/{id}</c>.</param>
    /// <param name="actor">Answers the requests.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string template, IActorRef actor, RouteOptions? options = null) => AddActor(null, template, ActorTarget.Of(actor), options);

    /// <summary>The same for one method only.</summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string method, string template, IActorRef actor, RouteOptions? options = null) =>
        AddActor(method, template, ActorTarget.Of(actor), options);

    /// <summary>The same for an actor that is found otherwise: by an <see cref="ActorSelection"/>, by a function, or made of <see cref="Props"/>.</summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string template, ActorTarget actor, RouteOptions? options = null) => AddActor(null, template, actor, options);

    /// <summary>The same for one method only.</summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapActor(string method, string template, ActorTarget actor, RouteOptions? options = null) => AddActor(method, template, actor, options);

    /// <summary>
    /// Requests of this path and any method go to an actor of their own for each value that the template's placeholder captures. It is made for the first
    /// request, stopped when it has had none for a while, and made anew for the next one; no request is lost in between. One that stops itself is made anew too.
    /// </summary>
    /// <param name="template">Has one placeholder: <c>/counter/{id}</c>.</param>
    /// <param name="props">Makes the props for a value; null where there is nothing: 404.</param>
    /// <param name="options">The options of this route.</param>
    /// <param name="actors">How many, and for how long; as configured if null (<c>akka.h2.per-key</c>).</param>
    /// <exception cref="ArgumentException">The template is wrong, has not one placeholder, or is there already.</exception>
    public EndpointBuilder MapActorPerKey(string template, Func<string, Props?> props, RouteOptions? options = null, PerKeyOptions? actors = null) =>
        AddActor(null, template, PerKey(template, props, actors), options);

    /// <summary>The same for one method only.</summary>
    /// <exception cref="ArgumentException">The template is wrong, has not one placeholder, or is there already.</exception>
    public EndpointBuilder MapActorPerKey(string method, string template, Func<string, Props?> props, RouteOptions? options = null, PerKeyOptions? actors = null) =>
        AddActor(method, template, PerKey(template, props, actors), options);

    /// <summary>Makes the actors that belong to these endpoints. They are to be stopped with the binding.</summary>
    internal IReadOnlyList<IActorRef> Begin(Func<int> number)
    {
        _isBound = true;
        return [.. _targets.Select(t => t.Target.Begin(System, $"http2-endpoint-{number()}-{Uri.EscapeDataString(t.Name)}", _settings.Dispatcher)).OfType<IActorRef>()];
    }

    private PerKeyTarget PerKey(string template, Func<string, Props?> props, PerKeyOptions? actors) => new(
        new RouteTemplate(template).Placeholders is [var key] ? request => request.Route[key] : throw new ArgumentException($"The route template \"{template}\" must have one placeholder: it says whose actor is meant.", nameof(template)),
        props,
        actors?.PassivateAfter ?? _settings.PerKey.PassivateAfter,
        actors?.MaxActors ?? _settings.PerKey.MaxActors);

    private EndpointBuilder AddActor(string? method, string template, ActorTarget target, RouteOptions? options)
    {
        Add(method, template, full => ActorEndpoint(target, options, Limits(options), full));
        _targets.Add((Full(template), target));
        return this;
    }

    private Endpoint.Actor ActorEndpoint(ActorTarget target, RouteOptions? options, EndpointLimits limits, string? template = null) =>
        new(target, options?.ReplyTimeout ?? _settings.ReplyTimeout)
        {
            Limits = limits,
            Place = Place(options),
            Template = template,
            Messages = options?.Messages,
            MaxInFlight = options?.MaxInFlight,
            TellsCancelled = options?.TellsCancelled ?? false,
        };
}
