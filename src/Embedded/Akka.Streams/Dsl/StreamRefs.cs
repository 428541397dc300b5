using Akka.Streams.Stages;

namespace Akka.Streams.Dsl;

/// <summary>Streams that are offered to others as a value that can be told. Each ref is run once.</summary>
public static class StreamRefs
{
    /// <summary>What runs into this sink is offered as a source.</summary>
    public static Sink<T, Task<ISourceRef<T>>> SourceRef<T>() => Sink.FromGraph(new SourceRefSink<T>());

    /// <summary>Whoever gets the sink that this offers feeds this source.</summary>
    public static Source<T, Task<ISinkRef<T>>> SinkRef<T>() => Source.FromGraph(new SinkRefSource<T>());
}
