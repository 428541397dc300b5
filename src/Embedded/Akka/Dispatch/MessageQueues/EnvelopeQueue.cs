using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// Many producers, one consumer, unbounded. A ring whose slots say by a number whether they are free or filled, so a queue
/// that is drained as fast as it is filled allocates nothing; a full ring is frozen and a larger one linked behind it. It
/// begins empty and small, because most actors are idle most of the time.
/// </summary>
internal struct EnvelopeQueue
{
    private const int FirstLength = 2;
    private const int MaxLength = 512;

    private Ring? _first;
    private long _head;
    private Ring? _last;

    /// <summary>True as soon as a producer has taken a slot, filled or not: who sees false may go idle.</summary>
    public readonly bool HasMessages => Volatile.Read(in _first) is { } ring && (_head != ring.Claimed || ring.Next is not null);

    public readonly int Count
    {
        get
        {
            var count = 0;
            for (var ring = Volatile.Read(in _first); ring is not null; ring = ring.Next)
                count += Math.Max(0, (int)(ring.Claimed - (ring == _first ? _head : 0)));

            return count;
        }
    }

    public void Enqueue(object message, IActorRef sender)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || !last.TryEnqueue(message, sender))
            EnqueueBehind(message, sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var ring = Volatile.Read(ref _first);
        while (ring is not null)
        {
            if (ring.TryDequeue(_head, out envelope))
            {
                _head++;
                return true;
            }

            // Nothing comes behind what was claimed before the freeze; an unfilled slot is waited for by another run.
            if (ring.Next is not { } next || _head != ring.Claimed)
                break;

            _head = 0;
            Volatile.Write(ref _first, next);
            ring = next;
        }

        envelope = default;
        return false;
    }

    private void EnqueueBehind(object message, IActorRef sender)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            if (last is null)
                Start();
            else if (last.TryEnqueue(message, sender))
                return;
            else
                Grow(last);
        }
    }

    private void Start()
    {
        var ring = new Ring(FirstLength);
        if (Interlocked.CompareExchange(ref _last, ring, null) is null)
            Volatile.Write(ref _first, ring);
    }

    /// <summary>The producer that links the next ring makes it the last one; the others find it there.</summary>
    private void Grow(Ring full)
    {
        full.Freeze();
        var next = full.Next ?? full.Link(new Ring(Math.Min(full.Length * 4, MaxLength)));
        Interlocked.CompareExchange(ref _last, next, full);
    }

    private struct Slot
    {
        public object? Message;
        public IActorRef? Sender;
        public long Turn;
    }

    /// <summary>Slot i is free for claim n when its turn is n, and filled by it when its turn is n + 1.</summary>
    private sealed class Ring
    {
        private const long Frozen = 1L << 62;

        private readonly Slot[] _slots;
        private long _tail;
        private Ring? _next;

        public Ring(int length)
        {
            _slots = new Slot[length];
            for (var i = 0; i < length; i++)
                _slots[i].Turn = i;
        }

        public int Length => _slots.Length;

        public Ring? Next => Volatile.Read(ref _next);

        public long Claimed => Volatile.Read(ref _tail) & ~Frozen;

        public Ring Link(Ring next) => Interlocked.CompareExchange(ref _next, next, null) ?? next;

        public void Freeze() => Interlocked.Or(ref _tail, Frozen);

        public bool TryEnqueue(object message, IActorRef sender)
        {
            var slots = _slots;
            var tail = Volatile.Read(ref _tail);
            while (true)
            {
                // A frozen tail has a bit that no turn has.
                ref var slot = ref slots[tail & (slots.Length - 1)];
                if (Volatile.Read(ref slot.Turn) != tail)
                {
                    var now = Volatile.Read(ref _tail);
                    if (now == tail)
                        return false;

                    tail = now;
                    continue;
                }

                var seen = Interlocked.CompareExchange(ref _tail, tail + 1, tail);
                if (seen == tail)
                {
                    slot.Message = message;
                    slot.Sender = sender;
                    Volatile.Write(ref slot.Turn, tail + 1);
                    return true;
                }

                tail = seen;
            }
        }

        public bool TryDequeue(long head, out Envelope envelope)
        {
            var slots = _slots;
            ref var slot = ref slots[head & (slots.Length - 1)];
            if (Volatile.Read(ref slot.Turn) != head + 1)
            {
                envelope = default;
                return false;
            }

            envelope = new Envelope(slot.Message!, slot.Sender!);
            slot.Message = null;
            slot.Sender = null;
            Volatile.Write(ref slot.Turn, head + slots.Length);
            return true;
        }
    }
}
