using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// The StreamActors of one connection: those at work, each on one exchange, and a few idle ones for the next. An actor keeps its exchange until the work
/// has ended, whatever became of the stream.
/// </summary>
internal sealed class StreamActors(Func<int, IActorRef> spawn, int keepIdle, DirectCalls direct)
{
    private readonly List<StreamWorker> _all = [];
    private readonly Stack<StreamWorker> _idle = new();
    private int _spawned;

    /// <summary>How many wait for a stream.</summary>
    public int Idle => _idle.Count;

    /// <summary>The exchanges that are worked on, also where the response went out before the work has ended.</summary>
    public IEnumerable<Exchange> AtWork => _all.Where(worker => worker.Exchange is not null).Select(worker => worker.Exchange!);

    /// <summary>Gives the exchange to an idle one, or to a new one.</summary>
    public void Assign(Exchange exchange, TimeSpan now)
    {
        if (!_idle.TryPop(out var worker))
            _all.Add(worker = new StreamWorker(spawn(_spawned++)));
        (worker.Exchange, worker.Route, worker.Found, exchange.Worker) = (exchange, null, null, worker);
        if (!direct.TryAsk(exchange, worker, now))
            worker.Actor.Tell(exchange, ActorRefs.NoSender);
    }

    /// <summary>The work on the exchange has ended. Returns an actor that is not needed any more, to be stopped.</summary>
    public IActorRef? Release(Exchange exchange)
    {
        if (exchange.Worker is not { } worker || worker.Exchange != exchange)
            return null;

        if (worker.Asked is { Open: not null } unanswered)
            unanswered.Cancel(); // of a stream that was reset
        (worker.Exchange, worker.Asked) = (null, null);
        if (_idle.Count < keepIdle)
        {
            _idle.Push(worker);
            return null;
        }

        _all.Remove(worker);
        return worker.Actor;
    }

    /// <summary>Gives up the room that is not used. Returns the actors that are not needed for so many streams at once, to be stopped.</summary>
    public IEnumerable<IActorRef> Trim(int needed)
    {
        while (_idle.Count > needed)
        {
            var spare = _idle.Pop();
            _all.Remove(spare);
            yield return spare.Actor;
        }

        _idle.TrimExcess();
        _all.TrimExcess();
    }

    /// <summary>The actor has failed or stopped: the exchange that it worked on, if any. That has no worker any more.</summary>
    public Exchange? Lost(IActorRef actor)
    {
        if (_all.Find(worker => worker.Actor.Equals(actor)) is not { } lost)
            return null;

        _all.Remove(lost);
        lost.Asked?.Cancel(); // if it was asked when the actor had stopped already
        if (lost.Exchange is { } exchange)
            exchange.Worker = null;
        else
            Forget(lost);
        return lost.Exchange;
    }

    // An idle one has stopped, which only somebody else's doing explains: the next stream must not get it.
    private void Forget(StreamWorker idle)
    {
        var others = _idle.Where(worker => worker != idle).Reverse().ToArray();
        _idle.Clear();
        foreach (var worker in others)
            _idle.Push(worker);
    }
}

/// <summary>A StreamActor and its exchange, if it has one.</summary>
internal sealed class StreamWorker(IActorRef actor)
{
    private ReplyAddress? _asked;
    private ulong _ready;

    public IActorRef Actor => actor;

    public Exchange? Exchange { get; set; }

    /// <summary>The template of the route that took the exchange, once it was found; null if no route did.</summary>
    public string? Route { get; set; }

    /// <summary>The endpoint, where it was found before the StreamActor has the exchange.</summary>
    public Endpoint? Found { get; set; }

    /// <summary>The endpoints whose actors can be told past the StreamActor, by <see cref="Endpoint.Actor.Bit"/>. Set by the StreamActor.</summary>
    public ulong Ready
    {
        get => Volatile.Read(ref _ready);
        set => Interlocked.Exchange(ref _ready, value);
    }

    /// <summary>
    /// Where an actor was told to reply for the exchange. Cleared when that ends: if it stayed until the next request, each collection in between would copy it.
    /// May be used from any thread.
    /// </summary>
    public ReplyAddress? Asked
    {
        get => Volatile.Read(ref _asked);
        set => Interlocked.Exchange(ref _asked, value);
    }

    /// <summary>From here on this reply is awaited: it cannot come before.</summary>
    public ReplyAddress Await(ReplyAddress asked)
    {
        Exchange!.ReplyTo = asked;
        return Asked = asked;
    }
}
