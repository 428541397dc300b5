using System.Threading.Channels;
using Akka.Streams.Stages;

namespace Akka.Streams.Dsl;

public static class ChannelSource
{
    public static Source<T, NotUsed> FromReader<T>(ChannelReader<T> reader) => Source.ChannelReader(reader);

    public static Source<T, ChannelWriter<T>> Create<T>(
        int bufferSize, bool singleWriter = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait) =>
        Source.Channel<T>(bufferSize, singleWriter, fullMode);
}

public static class ChannelSink
{
    public static Sink<T, NotUsed> FromWriter<T>(ChannelWriter<T> writer, bool isOwner) => Sink.FromWriter(writer, isOwner);

    public static Sink<T, ChannelReader<T>> AsReader<T>(
        int bufferSize, bool singleReader = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait) =>
        Sink.ChannelReader<T>(bufferSize, singleReader, fullMode);
}

public static partial class Source
{
    public static Source<T, NotUsed> ChannelReader<T>(ChannelReader<T> channelReader) => Of(new ChannelReaderSource<T>(channelReader));

    public static Source<T, ChannelWriter<T>> Channel<T>(
        int bufferSize, bool singleWriter = false, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait) =>
        Of(new ChannelSource<T>(bufferSize, singleWriter, fullMode));

    /// <summary>Made when somebody first asks for an element.</summary>
    public static Source<TOut, Task<TMat>> Lazily<TOut, TMat>(Func<Source<TOut, TMat>> create) => Of(new LazySource<TOut, TMat>(create));
}

public static partial class Sink
{
    public static Sink<T, NotUsed> FromWriter<T>(ChannelWriter<T> writer, bool isOwner) => Of(new ChannelWriterSink<T>(writer, isOwner));

    public static Sink<T, ChannelReader<T>> ChannelReader<T>(
        int bufferSize, bool singleReader, BoundedChannelFullMode fullMode = BoundedChannelFullMode.Wait) =>
        Of(new ChannelReaderSink<T>(bufferSize, singleReader, fullMode));
}
