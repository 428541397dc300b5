using System.Runtime.CompilerServices;
using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>The plugins of an actor system, which its actors pass while they are made.</summary>
internal static class ActorPipeline
{
    /// <summary>
    /// Adds a plugin, whoever is being made meanwhile. <see cref="ActorProducerPipelineResolver.Register"/> adds to a list that other threads may be walking
    /// through because they make an actor: then that actor, which may be anybody's, is not made. So the list is replaced by one that has the plugin. Its field
    /// is not public, and there is no other way; where a version of Akka.NET has no such field, the plugin is registered.
    /// </summary>
    public static void Add(ActorProducerPipelineResolver pipeline, IActorProducerPlugin plugin)
    {
        try
        {
            ref var plugins = ref Plugins(pipeline);
            for (var before = plugins; Interlocked.CompareExchange(ref plugins, [.. before, plugin], before) is var seen && seen != before;)
                before = seen;
        }
        catch (MissingFieldException)
        {
            pipeline.Register(plugin);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_plugins")]
    private static extern ref List<IActorProducerPlugin> Plugins(ActorProducerPipelineResolver pipeline);
}
