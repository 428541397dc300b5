using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Implementation;

/// <summary>The layout of a graph. What it is made of is internal: see <see cref="GraphModule"/>.</summary>
public interface IModule;

internal static class ModuleExtensions
{
    public static GraphModule Layout(this IModule module) =>
        module as GraphModule ?? throw new ArgumentException($"Unknown layout {module}: graphs are made with the Dsl and with GraphStage");

    public static Attributes AttributesOf(this IModule module) => module.Layout().Attributes;

    public static GraphModule WithAttributes(this IModule module, Attributes attributes) => module.Layout().With(attributes);
}
