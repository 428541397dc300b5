using Akka.Actor;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The StreamActors of one connection: those at work, by stream, and a few idle ones for the next streams. An actor keeps its slot until its
/// work ends, whatever became of the stream.
/// </summary>
internal sealed class StreamSlots(Func<int, IActorRef> spawn, int keepIdle)
{
    private readonly Dictionary<int, IActorRef> _busy = [];
    private readonly Dictionary<IActorRef, Exchange> _working = [];
    private readonly HashSet<int> _abandoned = [];
    private readonly Stack<IActorRef> _idle = new();
    private int _spawned;

    /// <summary>How many are at work.</summary>
    public int Busy => _busy.Count;

    /// <summary>How many are at work for a stream that was reset: nobody waits for them, but they still cost.</summary>
    public int Abandoned => _abandoned.Count;

    /// <summary>What is worked on, also where the response went out before the work has ended.</summary>
    public IEnumerable<Exchange> AtWork => _working.Values;

    /// <summary>Gives the exchange to an idle one, or to a new one.</summary>
    public void Assign(Exchange exchange)
    {
        var actor = _idle.TryPop(out var idle) ? idle : spawn(_spawned++);
        _busy.Add(exchange.Id.Value, actor);
        _working[actor] = exchange;
        actor.Tell(exchange, ActorRefs.NoSender);
    }

    /// <summary>The stream was reset or lost. Returns the actor that is still at work on it, if any.</summary>
    public IActorRef? Abandon(StreamId stream)
    {
        if (_busy.TryGetValue(stream.Value, out var actor))
            _abandoned.Add(stream.Value);
        return actor;
    }

    /// <summary>The work on that stream has ended. Returns an actor that nobody needs any more, to be stopped.</summary>
    public IActorRef? Release(StreamId stream)
    {
        if (!_busy.Remove(stream.Value, out var actor))
            return null;

        _working.Remove(actor);
        _abandoned.Remove(stream.Value);
        if (_idle.Count >= keepIdle)
            return actor;

        _idle.Push(actor);
        return null;
    }

    /// <summary>The actor has failed or stopped: the exchange that it was at work on, if any.</summary>
    public Exchange? Lost(IActorRef actor)
    {
        if (!_working.Remove(actor, out var exchange))
            return null;

        _busy.Remove(exchange.Id.Value);
        _abandoned.Remove(exchange.Id.Value);
        return exchange;
    }
}
