using System.Collections.Concurrent;
using Akka.Actor;
using AkkaH2.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// The parent of the actors of one route, one for each key: makes them, and stops those that have had no request for a while. Requests go past it once their
/// actor is there; one that crosses with its end is a dead letter, and comes back here (<see cref="KeyedActor.TryAgain"/>). While an actor is stopping,
/// requests for its key wait here, so there are never two for one key.
/// </summary>
internal sealed class PerKeyActor : UntypedActor, IWithTimers
{
    /// <summary>The answer where one more is too many.</summary>
    public static readonly Response Busy = Response.Text("This resource has more requests than it takes at once.", 503).With("retry-after", "1");

    private static readonly Response NotFound = Response.Text("There is nothing at this path.", 404);

    private readonly ConcurrentDictionary<string, KeyedActor> _actors;
    private readonly Askers _askers;
    private readonly Func<string, Props?> _props;
    private readonly TimeSpan _passivateAfter;
    private readonly int _maxActors;
    private readonly Dictionary<string, (KeyedActor Actor, List<KeyedRequest> Waiting)> _stopping = [];
    private int _count; // those that are stopping included

    public PerKeyActor(ConcurrentDictionary<string, KeyedActor> actors, Askers askers, Func<string, Props?> props, TimeSpan passivateAfter, int maxActors) =>
        (_actors, _askers, _props, _passivateAfter, _maxActors) = (actors, askers, props, passivateAfter, maxActors);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ConcurrentDictionary<string, KeyedActor> actors, Askers askers, Func<string, Props?> props, TimeSpan passivateAfter, int maxActors) =>
        Akka.Actor.Props.Create(() => new PerKeyActor(actors, askers, props, passivateAfter, maxActors));

    protected override void PreStart()
    {
        if (_passivateAfter != Timeout.InfiniteTimeSpan)
            Timers.StartPeriodicTimer(Passivate.Instance, Passivate.Instance, _passivateAfter);
    }

    // Its children have stopped.
    protected override void PostStop()
    {
        foreach (var actor in _actors.Values.Concat(_stopping.Values.Select(stopping => stopping.Actor)))
            actor.LoseAll();
        _actors.Clear();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case KeyedRequest request: OnRequest(request); break;
            case Terminated stopped: OnStopped(Uri.UnescapeDataString(stopped.ActorRef.Path.Name)); break;
            case Passivate: StopIdle(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnRequest(KeyedRequest request)
    {
        if (_stopping.TryGetValue(request.Key, out var stopping))
            stopping.Waiting.Add(request);
        else if (!_actors.TryGetValue(request.Key, out var actor))
            Begin(request);
        else if (actor.HasStopped)
            AwaitEnd(request.Key, actor).Add(request);
        else
            actor.Tell(request.Message, request.Reply);
    }

    private void Begin(KeyedRequest request)
    {
        if (_count >= _maxActors)
        {
            Instruments.OnLimit("max-actors");
            request.Reply.AnswerIfOpen(Busy);
            return;
        }

        try
        {
            if (_props(request.Key) is not { } props)
            {
                request.Reply.AnswerIfOpen(NotFound);
                return;
            }

            var child = Context.Watch(Context.ActorOf(new ReportingProps(props), Uri.EscapeDataString(request.Key)));
            _count++;
            var actor = _actors[request.Key] = new KeyedActor(request.Key, child, Self, _askers);
            actor.Tell(request.Message, request.Reply);
        }
        catch (Exception cause)
        {
            request.Reply.FailIfOpen(cause); // the application's function
        }
    }

    private List<KeyedRequest> AwaitEnd(string key, KeyedActor actor)
    {
        _actors.TryRemove(key, out _);
        var waiting = new List<KeyedRequest>();
        _stopping[key] = (actor, waiting);
        return waiting;
    }

    private void OnStopped(string key)
    {
        _count--;
        List<KeyedRequest> waiting = [];
        if (_stopping.Remove(key, out var stopping))
            waiting = stopping.Waiting;
        else
            _actors.TryRemove(key, out stopping.Actor!);

        // Behind the dead letters that it left: what was in its mailbox is tried again, and only what it had taken is lost.
        Context.ActorSelection("/system/http2/lost-requests").Tell(stopping.Actor, ActorRefs.NoSender);
        foreach (var request in waiting)
            OnRequest(request);
    }

    private void StopIdle()
    {
        foreach (var (key, actor) in _actors)
        {
            if (!actor.IsIdle())
                continue;
            AwaitEnd(key, actor);
            Context.Stop(actor.Actor);
        }
    }

    private sealed class Passivate : ILocalMessage
    {
        public static readonly Passivate Instance = new();
    }
}
