using Akka.Streams.Dsl;

namespace Akka.Streams;

/// <summary>A source whose elements another stream has. It can be told like an actor's ref, and is run once.</summary>
public interface ISourceRef<T>
{
    Source<T, NotUsed> Source { get; }
}

/// <summary>A sink that feeds another stream. It can be told like an actor's ref, and is run once.</summary>
public interface ISinkRef<T>
{
    Sink<T, NotUsed> Sink { get; }
}
