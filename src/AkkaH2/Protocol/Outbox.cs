using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// What one stream has to send, in its order: informational heads, the head, body chunks, trailers or the end. Holds memory, copies nothing.
/// </summary>
public sealed class Outbox
{
    private ReadOnlyMemory<byte> _current;
    private Queue<ReadOnlyMemory<byte>>? _more;
    private Queue<HeaderField[]>? _interim;
    private bool _ended;

    /// <summary>The head that has not gone out yet.</summary>
    public HeaderField[]? Head { get; private set; }

    /// <summary>True once there was a head, whether or not it has gone out.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True while an informational head has not gone out yet.</summary>
    public bool HasInterim => _interim is { Count: > 0 };

    /// <summary>The trailers that end the stream, if any.</summary>
    public HeaderField[]? Trailers { get; private set; }

    /// <summary>How many body octets wait.</summary>
    public long Octets { get; private set; }

    /// <summary>True when all that waits, if anything, is the end of the stream: it needs no window (RFC 9113 §6.9.1).</summary>
    public bool AtEnd => _ended && Octets == 0;

    /// <summary>True once the end was queued: what was to be sent is complete, whether or not it has gone out.</summary>
    public bool HasEnded => _ended;

    /// <summary>True when nothing at all waits.</summary>
    public bool IsEmpty => Head is null && !HasInterim && Octets == 0 && !_ended;

    /// <summary>Queues the head; <paramref name="end"/> if nothing follows.</summary>
    public void Add(HeaderField[] head, bool end)
    {
        Head = head;
        HasBegun = true;
        _ended |= end;
    }

    /// <summary>Queues an informational head (RFC 9113 §8.1). Once there was a head it is too late: then it is dropped.</summary>
    public void AddInterim(HeaderField[] head)
    {
        if (!HasBegun)
            (_interim ??= new Queue<HeaderField[]>()).Enqueue(head);
    }

    /// <summary>Queues a body chunk; <paramref name="end"/> if nothing follows.</summary>
    public void Add(ReadOnlyMemory<byte> chunk, bool end)
    {
        _ended |= end;
        if (chunk.IsEmpty)
            return;

        Octets += chunk.Length;
        if (_current.IsEmpty)
            _current = chunk;
        else
            (_more ??= new Queue<ReadOnlyMemory<byte>>()).Enqueue(chunk);
    }

    /// <summary>Ends the stream with trailers (RFC 9113 §8.1).</summary>
    public void End(HeaderField[] trailers)
    {
        Trailers = trailers;
        _ended = true;
    }

    /// <summary>The first informational head goes out now.</summary>
    public HeaderField[] TakeInterim() => _interim!.Dequeue();

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
        if (_current.IsEmpty && _more is { Count: > 0 })
            _current = _more.Dequeue();
        return taken;
    }

    /// <summary>Drops all that waits: the stream was reset.</summary>
    public void Clear()
    {
        (Head, Trailers, _current, _more, _interim, Octets, _ended) = (null, null, default, null, null, 0, false);
    }
}
