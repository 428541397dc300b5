using Akka.Actor;

namespace AkkaH2.Server;

/// <summary>The field <c>x-served-by</c>: the nodes that a response has come through, the one that made it first. It is for operators, and no standard's.</summary>
/// <param name="name">The name of this node; null if it gives none.</param>
internal sealed class ServedBy(string? name)
{
    private const string Field = "x-served-by";

    /// <summary>No node is named.</summary>
    public static readonly ServedBy Nobody = new(null);

    /// <summary>This node under the name that <c>akka.h2.served-by</c> gives it.</summary>
    /// <param name="system">The system of this node.</param>
    /// <param name="name">The name; empty for the address of the node, or of the machine where the node has none; null for no field.</param>
    public static ServedBy Node(ActorSystem system, string? name) => new(name is "" ? AddressOf(system) : name);

    /// <summary>True if this can stand as one item in the list that the field is.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(c => c is > ' ' and <= '~' and not ',');

    /// <summary>The response with this node as the last one.</summary>
    public Response On(Response response) => name is null ? response : response with { Headers = On(response.Headers) };

    /// <inheritdoc cref="On(Response)"/>
    public Headers On(Headers headers) => name is null || headers.All(Field).LastOrDefault() == name ? headers : headers.WithAdded(Field, name);

    private static string AddressOf(ActorSystem system) =>
        ((ExtendedActorSystem)system).Provider.DefaultAddress is { HasGlobalScope: true } address ? $"{address.Host}:{address.Port}" : Environment.MachineName;
}
