using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>Elements through ten stages between a source and a sink; graphs of four stages materialized and run for one element.</summary>
internal static class Streaming
{
    private const int Elements = 500_000;
    private const int Selects = 10;
    private const int Stages = Selects + 2;
    private const int Graphs = 10_000;

    private static readonly IRunnableGraph<Task<Done>> Single =
        Source.Single(1).Select(x => x).Select(x => x).ToMaterialized(Sink.Ignore<int>(), Keep.Right);

    public static async Task Run(ActorSystem system)
    {
        using var materializer = system.Materializer();
        await Rounds.Measure("stream, an element a stage", (long)Elements * Stages, () => Flow(materializer));
        await Rounds.Measure("4 stages, all at once", Graphs, () => Task.WhenAll(Enumerable.Range(0, Graphs).Select(_ => Single.Run(materializer))));
        await Rounds.Measure("4 stages, one after the other", Graphs, () => OneAfterTheOther(materializer));
    }

    private static Task Flow(IMaterializer materializer)
    {
        var source = Source.From(Enumerable.Repeat("element", Elements));
        for (var i = 0; i < Selects; i++)
            source = source.Select(element => element);
        return source.RunWith(Sink.Ignore<string>(), materializer);
    }

    private static async Task OneAfterTheOther(IMaterializer materializer)
    {
        for (var i = 0; i < Graphs; i++)
            await Single.Run(materializer);
    }
}
