using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// The output of one stream, in its order: informational heads, the head, body chunks, trailers or the end. Holds the memory that it is given; copies only small chunks.
/// </summary>
internal sealed class Outbox
{
    private const int SmallChunk = 512; // octets: below it a copy costs less than a frame of its own
    private const int GatheredSize = 2_048;
    private const int MostInformational = 64;

    private ReadOnlyMemory<byte> _current;
    private Queue<ReadOnlyMemory<byte>>? _more;
    private Queue<HeaderField[]>? _informational;
    private byte[]? _gathered; // small chunks, behind all that is in the queue
    private int _gatheredOctets;
    private bool _ended;

    /// <summary>The head that has not gone out yet.</summary>
    public HeaderField[]? Head { get; private set; }

    /// <summary>True once there was a head, whether or not it has gone out.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True while an informational head has not gone out yet.</summary>
    public bool HasInformational => _informational is { Count: > 0 };

    /// <summary>The trailers that end the stream, if any.</summary>
    public HeaderField[]? Trailers { get; private set; }

    /// <summary>How many body octets wait.</summary>
    public long Octets { get; private set; }

    /// <summary>True when all that waits, if anything, is the end of the stream: it needs no window (RFC 9113 §6.9.1).</summary>
    public bool AtEnd => _ended && Octets == 0;

    /// <summary>True once the end was queued: what was to be sent is complete, whether or not it has gone out.</summary>
    public bool HasEnded => _ended;

    /// <summary>True when nothing at all waits.</summary>
    public bool IsEmpty => Head is null && !HasInformational && Octets == 0 && !_ended;

    /// <summary>Queues the head; <paramref name="end"/> if nothing follows.</summary>
    public void Add(HeaderField[] head, bool end)
    {
        Head = head;
        HasBegun = true;
        _ended |= end;
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
        _ended |= end;
        if (chunk.IsEmpty)
            return;

        Octets += chunk.Length;
        if (_current.IsEmpty)
            _current = chunk;
        else
            Enqueue(chunk);
    }

    /// <summary>Ends the stream with trailers (RFC 9113 §8.1).</summary>
    public void End(HeaderField[] trailers)
    {
        Trailers = trailers;
        _ended = true;
    }

    /// <summary>The first informational head goes out now.</summary>
    public HeaderField[] TakeInformational() => _informational!.Dequeue();

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
            _current = Dequeue();
        return taken;
    }

    /// <summary>Drops all that waits: the stream was reset.</summary>
    public void Clear()
    {
        (Head, Trailers, _current, _more, _informational, _gathered, Octets, _ended) = (null, null, default, null, null, null, 0, false);
    }

    private void Enqueue(ReadOnlyMemory<byte> chunk)
    {
        _more ??= new Queue<ReadOnlyMemory<byte>>();
        if (chunk.Length >= SmallChunk)
            SealGathered();
        else if (Gather(chunk))
            return;
        else
            chunk = BeginGathering(chunk);

        if (!chunk.IsEmpty)
            _more.Enqueue(chunk);
    }

    // The last in the queue is the one that grows; its length is known when something else is queued, or when it is taken.
    private bool Gather(ReadOnlyMemory<byte> chunk)
    {
        if (_gathered is null || _gathered.Length - _gatheredOctets < chunk.Length)
            return false;

        chunk.CopyTo(_gathered.AsMemory(_gatheredOctets));
        _gatheredOctets += chunk.Length;
        return true;
    }

    private ReadOnlyMemory<byte> BeginGathering(ReadOnlyMemory<byte> chunk)
    {
        SealGathered();
        (_gathered, _gatheredOctets) = (new byte[GatheredSize], chunk.Length);
        chunk.CopyTo(_gathered);
        return default;
    }

    private void SealGathered()
    {
        if (_gathered is not null)
            _more!.Enqueue(_gathered.AsMemory(0, _gatheredOctets));
        _gathered = null;
    }

    private ReadOnlyMemory<byte> Dequeue()
    {
        if (_more is null)
            return default;
        if (_more.Count == 0)
            SealGathered();
        return _more.TryDequeue(out var next) ? next : default;
    }
}
