using Akka.Actor;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster;

/// <summary>Sharded entities as endpoints.</summary>
public static class ShardEndpoints
{
    /// <summary>
    /// Requests of this path and any method go to the entity that the region finds for them, on whatever node it is. The entity gets the <see cref="Request"/> as
    /// any actor endpoint does, and replies a <see cref="Response"/> to its sender; the region needs an extractor for requests, such as <see cref="ShardRequests"/>.
    /// With <see cref="RouteOptions.Messages"/> of <see cref="ShardOptions.Route"/> the entity gets messages of its own, and the region's own extractor finds it.
    /// A request that was lost because its shard moves is told again for <see cref="ShardOptions.WaitForShard"/>, then it is answered with 503 and retry-after.
    /// </summary>
    /// <param name="endpoints">The table of endpoints.</param>
    /// <param name="template">Such as <c>/carts/{id}</c>.</param>
    /// <param name="region">The shard region of this node, or its proxy.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public static EndpointBuilder MapShard(this EndpointBuilder endpoints, string template, IActorRef region, ShardOptions? options = null) =>
        endpoints.MapActor(template, Target(endpoints, region, options), options?.Route);

    /// <summary>The same for one method only.</summary>
    /// <inheritdoc cref="MapShard(EndpointBuilder, string, IActorRef, ShardOptions?)" path="/param"/>
    /// <param name="endpoints">The table of endpoints.</param>
    /// <param name="method">Such as <c>GET</c>; case matters.</param>
    /// <param name="template">Such as <c>/carts/{id}</c>.</param>
    /// <param name="region">The shard region of this node, or its proxy.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public static EndpointBuilder MapShard(this EndpointBuilder endpoints, string method, string template, IActorRef region, ShardOptions? options = null) =>
        endpoints.MapActor(method, template, Target(endpoints, region, options), options?.Route);

    private static ShardTarget Target(EndpointBuilder endpoints, IActorRef region, ShardOptions? options)
    {
        _ = ClusterBans.Of(endpoints.System);
        return new ShardTarget(region, (options ?? new ShardOptions()).WaitForShard);
    }
}

/// <summary>The options of a route to sharded entities.</summary>
public sealed record ShardOptions
{
    /// <summary>How long a request is told again that did not reach its entity, because its shard moves or its node is gone. Then it is answered with 503 and retry-after. An idempotent one without a body that has no answer for as long is told again once.</summary>
    public TimeSpan WaitForShard { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The options that all routes have. Its <see cref="RouteOptions.ReplyTimeout"/> should be short: a request whose entity is on a node that was lost, and that may
    /// not be sent again, is answered when that is over.
    /// </summary>
    public RouteOptions? Route { get; init; }
}
