using Akka.Actor;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The StreamActors of one connection: those at work, by stream, and a few idle ones for the next streams. An actor keeps its slot until its
/// work ends, whatever became of the stream.
/// </summary>
internal sealed class StreamSlots(Func<int, IActorRef> spawn, int keepIdle)
{
    private readonly Dictionary<int, Slot> _busy = [];
    private readonly Stack<Slot> _idle = new();
    private int _spawned;

    /// <summary>How many are at work.</summary>
    public int Busy => _busy.Count;

    /// <summary>How many wait for a stream.</summary>
    public int Idle => _idle.Count;

    /// <summary>How many are at work for a stream that was reset: nobody waits for them, but they still cost.</summary>
    public int Abandoned { get; private set; }

    /// <summary>What is worked on, also where the response went out before the work has ended.</summary>
    public IEnumerable<Exchange> AtWork => _busy.Values.Select(slot => slot.Exchange!);

    /// <summary>Gives the exchange to an idle one, or to a new one.</summary>
    public void Assign(Exchange exchange)
    {
        var slot = _idle.TryPop(out var idle) ? idle : new Slot(spawn(_spawned++));
        slot.Exchange = exchange;
        _busy.Add(exchange.Id.Value, slot);
        slot.Actor.Tell(exchange, ActorRefs.NoSender);
    }

    /// <summary>The stream was reset or lost. Returns the actor that is still at work on it, if any.</summary>
    public IActorRef? Abandon(StreamId stream)
    {
        if (!_busy.TryGetValue(stream.Value, out var slot))
            return null;

        if (!slot.IsAbandoned)
            Abandoned++;
        slot.IsAbandoned = true;
        return slot.Actor;
    }

    /// <summary>The work on that stream has ended. Returns an actor that nobody needs any more, to be stopped.</summary>
    public IActorRef? Release(StreamId stream)
    {
        if (Take(stream.Value) is not { } slot)
            return null;
        if (_idle.Count >= keepIdle)
            return slot.Actor;

        _idle.Push(slot);
        return null;
    }

    /// <summary>Gives up the room that is not used. Returns the actors that are not needed for so many streams at once, to be stopped.</summary>
    public IEnumerable<IActorRef> Trim(int needed)
    {
        while (_idle.Count > needed)
            yield return _idle.Pop().Actor;
        _idle.TrimExcess();
        _busy.TrimExcess();
    }

    /// <summary>The actor has failed or stopped: the exchange that it was at work on, if any.</summary>
    public Exchange? Lost(IActorRef actor)
    {
        var exchange = _busy.Values.FirstOrDefault(slot => slot.Actor.Equals(actor))?.Exchange;
        if (exchange is not null)
            Take(exchange.Id.Value);
        return exchange;
    }

    private Slot? Take(int stream)
    {
        if (!_busy.Remove(stream, out var slot))
            return null;

        if (slot.IsAbandoned)
            Abandoned--;
        (slot.Exchange, slot.IsAbandoned) = (null, false);
        return slot;
    }

    private sealed class Slot(IActorRef actor)
    {
        public IActorRef Actor => actor;

        public Exchange? Exchange { get; set; }

        public bool IsAbandoned { get; set; }
    }
}
