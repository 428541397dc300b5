namespace AkkaH2.Protocol;

/// <summary>Streams that wait, in their order, linked through themselves: a stream is in one list at most, and its place costs nothing.</summary>
internal sealed class StreamList
{
    /// <summary>The first stream, or null.</summary>
    public Http2Stream? First { get; private set; }

    /// <summary>The last stream, or null.</summary>
    public Http2Stream? Last { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a stream behind all others.</summary>
    public void AddLast(Http2Stream stream) => Insert(stream, before: null);

    /// <summary>Adds a stream in front of another one; null is behind all.</summary>
    public void Insert(Http2Stream stream, Http2Stream? before)
    {
        var previous = before is null ? Last : before.Previous;
        (stream.Previous, stream.Next) = (previous, before);
        if (previous is null)
            First = stream;
        else
            previous.Next = stream;
        if (before is null)
            Last = stream;
        else
            before.Previous = stream;
        Count++;
    }

    /// <summary>Takes the first stream out. There is one.</summary>
    public Http2Stream TakeFirst()
    {
        var first = First!;
        Remove(first);
        return first;
    }

    /// <summary>Takes out a stream that is in this list.</summary>
    public void Remove(Http2Stream stream)
    {
        if (stream.Previous is null)
            First = stream.Next;
        else
            stream.Previous.Next = stream.Next;
        if (stream.Next is null)
            Last = stream.Previous;
        else
            stream.Next.Previous = stream.Previous;
        (stream.Previous, stream.Next) = (null, null);
        Count--;
    }
}
