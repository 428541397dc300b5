using Akka.Hosting;
using AkkaH2.Endpoints;

namespace AkkaH2.Hosting;

/// <summary>Actors of the <see cref="ActorRegistry"/> as endpoints.</summary>
public static class RegisteredActors
{
    /// <summary>
    /// Requests of this path and any method go to the actor that is registered with this key, as <see cref="EndpointBuilder.MapActor(string, ActorTarget, RouteOptions?)"/> says.
    /// The registry is asked for each request, so one that is registered anew (<c>overwrite: true</c>) takes over.
    /// </summary>
    /// <typeparam name="TKey">The key, as of <see cref="IRequiredActor{TActor}"/>.</typeparam>
    /// <param name="endpoints">The table of endpoints.</param>
    /// <param name="template">Such as <c>/orders/{id}</c>.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    /// <exception cref="MissingActorRegistryEntryException">No actor is registered with this key; the message names it and the route.</exception>
    public static EndpointBuilder MapActor<TKey>(this EndpointBuilder endpoints, string template, RouteOptions? options = null) =>
        endpoints.MapActor(template, Registered<TKey>(endpoints, template), options);

    /// <summary>The same for one method only.</summary>
    /// <inheritdoc cref="MapActor{TKey}(EndpointBuilder, string, RouteOptions?)" path="/typeparam"/>
    /// <param name="endpoints">The table of endpoints.</param>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/orders/{id}</c>.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    /// <exception cref="MissingActorRegistryEntryException">No actor is registered with this key; the message names it and the route.</exception>
    public static EndpointBuilder MapActor<TKey>(this EndpointBuilder endpoints, string method, string template, RouteOptions? options = null) =>
        endpoints.MapActor(method, template, Registered<TKey>(endpoints, $"{method} {template}"), options);

    private static ActorTarget Registered<TKey>(EndpointBuilder endpoints, string route)
    {
        var registry = ActorRegistry.For(endpoints.System);
        return registry.TryGet<TKey>(out _)
            ? ActorTarget.Resolved(() => registry.TryGet<TKey>(out var actor) ? actor : null)
            : throw new MissingActorRegistryEntryException(
                $"The route \"{route}\" goes to the actor that is registered as {typeof(TKey)}, but none is: register it in WithActors, with registry.Register<{typeof(TKey).Name}>(actor).");
    }
}
