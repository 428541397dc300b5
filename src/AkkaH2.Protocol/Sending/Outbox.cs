using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// The output of one stream, in its order: informational heads, the head, body chunks, trailers or the end. Holds the memory that it is given; copies only small chunks.
/// A part of its <see cref="Http2Stream"/>: not to be copied.
/// </summary>
internal struct Outbox
{
    private const int MostInformational = 64;

    private ReadOnlyMemory<byte> _current;
    private ChunkQueue? _more;
    private Queue<HeaderField[]>? _informational;

    /// <summary>The head that has not gone out yet.</summary>
    public HeaderField[]? Head { readonly get; private set; }

    /// <summary>True once there was a head, whether or not it has gone out.</summary>
    public bool HasBegun { readonly get; private set; }

    /// <summary>True while an informational head has not gone out yet.</summary>
    public readonly bool HasInformational => _informational is { Count: > 0 };

    /// <summary>The trailers that end the stream, if any.</summary>
    public HeaderField[]? Trailers { readonly get; private set; }

    /// <summary>How many body octets wait.</summary>
    public long Octets { readonly get; private set; }

    /// <summary>True when all that waits, if anything, is the end of the stream: it needs no window (RFC 9113 §6.9.1).</summary>
    public readonly bool AtEnd => HasEnded && Octets == 0;

    /// <summary>True once the end was queued: what was to be sent is complete, whether or not it has gone out.</summary>
    public bool HasEnded { readonly get; private set; }

    /// <summary>True when nothing at all waits.</summary>
    public readonly bool IsEmpty => Head is null && !HasInformational && Octets == 0 && !HasEnded;

    /// <summary>Queues the head; <paramref name="end"/> if nothing follows.</summary>
    public void Add(HeaderField[] head, bool end)
    {
        Head = head;
        HasBegun = true;
        HasEnded |= end;
    }

    /// <summary>
    /// Queues an informational head (RFC 9113 §8.1). It is dropped where there was a head already, and where so many wait that the peer does not
    /// read them: none of them has to arrive (RFC 9110 §15.2).
    /// </summary>
    public void AddInformational(HeaderField[] head)
    {
        if (!HasBegun && _informational is not { Count: >= MostInformational })
            (_informational ??= new Queue<HeaderField[]>()).Enqueue(head);
    }

    /// <summary>Queues a body chunk; <paramref name="end"/> if nothing follows. Small chunks behind others are copied together.</summary>
    public void Add(ReadOnlyMemory<byte> chunk, bool end)
    {
        HasEnded |= end;
        if (chunk.IsEmpty)
            return;

        Octets += chunk.Length;
        if (_current.IsEmpty)
            _current = chunk;
        else
            (_more ??= new ChunkQueue()).Enqueue(chunk);
    }

    /// <summary>Ends the stream with trailers (RFC 9113 §8.1).</summary>
    public void End(HeaderField[] trailers)
    {
        Trailers = trailers;
        HasEnded = true;
    }

    /// <summary>The first informational head goes out now.</summary>
    public readonly HeaderField[] TakeInformational() => _informational!.Dequeue();

    /// <summary>The head goes out now.</summary>
    public HeaderField[] TakeHead()
    {
        var head = Head!;
        Head = null;
        return head;
    }

    /// <summary>At most <paramref name="limit"/> octets of the first chunk go out now.</summary>
    public ReadOnlyMemory<byte> Take(int limit)
    {
        var taken = _current.Length <= limit ? _current : _current[..limit];
        Octets -= taken.Length;
        _current = _current[taken.Length..];
        if (_current.IsEmpty)
            _current = _more?.Dequeue() ?? default;
        return taken;
    }

    /// <summary>Drops all that waits: the stream was reset.</summary>
    public void Clear() => this = new Outbox { HasBegun = HasBegun };
}
