using Akka.Cluster.Sharding;

namespace AkkaH2.Cluster;

/// <summary>
/// Finds the entity of a <see cref="Request"/> by a value of its route, for regions whose entities get requests as they are.
/// <c>ClusterSharding.Get(system).Start("cart", id => Props.Create(() => new Cart(id)), settings, ShardRequests.By("id"))</c>.
/// </summary>
/// <param name="placeholder">The placeholder of the routes: <c>id</c> of <c>/carts/{id}</c>.</param>
/// <param name="shards">How many shards there are; the same on all nodes, about ten for each node.</param>
public sealed class ShardRequests(string placeholder, int shards) : HashCodeMessageExtractor(shards)
{
    /// <summary>By this placeholder, in a hundred shards.</summary>
    public static ShardRequests By(string placeholder) => new(placeholder, 100);

    /// <inheritdoc/>
    public override string EntityId(object message) => message is Request request ? request.Route[placeholder] : null!;
}
