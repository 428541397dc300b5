using System.Buffers;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace AkkaH2.Actors;

/// <summary>
/// The mailbox of the actors of a connection: <c>mailbox-type</c> of the <see cref="AffineDispatcher"/>. Akka's own takes 1.1 KB for each actor,
/// also while it is empty, and keeps for ever what it has grown to.
/// </summary>
/// <param name="settings">Akka's.</param>
/// <param name="config">The dispatcher's section.</param>
internal sealed class ConnectionMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<SwappingQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new SwappingQueue();
}

/// <summary>
/// An unbounded queue of two arrays: senders fill one of them, the actor empties the other, and swaps them when it has. So a message costs two
/// interlocked operations, and a full array two more. Arrays above <see cref="Kept"/> messages come from a pool and go back to it once they are empty.
/// </summary>
internal sealed class SwappingQueue : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private const int Smallest = 4;
    private const int Kept = 32;

    private int _gate; // 1 while somebody uses the next two
    private Envelope[] _in = [];
    private int _inCount;

    // The actor's own. A mailbox runs on one thread at a time, and Akka orders what one run has written before the next one.
    private Envelope[] _out = [];
    private int _next;
    private int _end;

    public bool HasMessages => _next != _end || Volatile.Read(ref _inCount) != 0;

    public int Count => Math.Max(_end - _next, 0) + Volatile.Read(ref _inCount);

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        Enter();
        try
        {
            if (_inCount == _in.Length)
                _in = Grown(_in, _inCount, room: 0);
            _in[_inCount] = envelope;
            Volatile.Write(ref _inCount, _inCount + 1);
        }
        finally
        {
            Leave();
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (_next == _end && !TrySwap())
        {
            envelope = default;
            return false;
        }

        ref var slot = ref _out[_next++];
        envelope = slot;
        slot = default;
        return true;
    }

    /// <summary>Stashed messages go before all that wait. Called by the actor itself.</summary>
    public void EnqueueFirst(Envelope envelope)
    {
        if (_next == 0)
        {
            var room = Math.Max(Smallest, _out.Length);
            _out = Grown(_out, _end, room);
            (_next, _end) = (room, _end + room);
        }

        _out[--_next] = envelope;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }

    private bool TrySwap()
    {
        (_next, _end) = (0, 0);
        if (_out.Length > Kept)
        {
            ArrayPool<Envelope>.Shared.Return(_out); // each message was taken out of it
            _out = [];
        }

        if (Volatile.Read(ref _inCount) == 0)
            return false;

        Enter();
        (_in, _out) = (_out, _in);
        _end = _inCount;
        Volatile.Write(ref _inCount, 0);
        Leave();
        return true;
    }

    // Held for a few instructions, or while an array grows.
    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _gate, 1, 0) == 0)
            return;

        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    // A full fence, as the sender reads the status of the mailbox next: it must not see "running" of an actor that no longer sees the message.
    private void Leave() => Interlocked.Exchange(ref _gate, 0);

    /// <summary>The same messages behind so much free room, in an array of at least twice the size.</summary>
    private static Envelope[] Grown(Envelope[] array, int count, int room)
    {
        var size = Math.Max(Smallest, array.Length * 2);
        var larger = size > Kept ? ArrayPool<Envelope>.Shared.Rent(size) : new Envelope[size];
        Array.Copy(array, 0, larger, room, count);
        if (array.Length > Kept)
            ArrayPool<Envelope>.Shared.Return(array, clearArray: true);
        return larger;
    }
}
