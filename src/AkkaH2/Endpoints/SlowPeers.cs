using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Endpoints;

/// <summary>What becomes of the elements of a source whose peer takes them more slowly than they come.</summary>
public sealed class SlowPeers
{
    private readonly int _buffer;
    private readonly OverflowStrategy _full;

    private SlowPeers(int buffer, OverflowStrategy full) => (_buffer, _full) = (buffer, full);

    /// <summary>The source waits for the peer: for sources that make elements on demand.</summary>
    public static SlowPeers HoldBack { get; } = new(0, OverflowStrategy.Backpressure);

    /// <summary>As many elements wait; when one more comes the oldest is dropped: for news of which the latest count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static SlowPeers DropOldest(int buffer) => new(Checked(buffer), OverflowStrategy.DropHead);

    /// <summary>As many elements wait; one more is dropped itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static SlowPeers DropNewest(int buffer) => new(Checked(buffer), OverflowStrategy.DropNew);

    /// <summary>As many elements wait; one more fails the response, with RST_STREAM(INTERNAL_ERROR): a client that may miss none connects again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static SlowPeers CutOff(int buffer) => new(Checked(buffer), OverflowStrategy.Fail);

    internal Source<T, NotUsed> Apply<T>(Source<T, NotUsed> source) => _buffer == 0 ? source : source.Buffer(_buffer, _full);

    private static int Checked(int buffer) => buffer > 0 ? buffer : throw new ArgumentOutOfRangeException(nameof(buffer), buffer, "One element waits at least.");
}
