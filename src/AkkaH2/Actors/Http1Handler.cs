using Akka.Actor;
using AkkaH2.Server;

namespace AkkaH2.Actors;

/// <summary>The connection's actor as its HTTP/1.1 engine calls it. Once the actor has stopped each request is over at once.</summary>
internal sealed class Http1Handler(IActorRef connection, bool isTls, Func<Action, Action> entering) : IHttp1Handler
{
    private Http1Request? _current;
    private bool _hasStopped;

    public bool IsTls => isTls;

    public Task ServeAsync(IHttp1Exchange exchange)
    {
        var request = new Http1Request(exchange);
        // Of a request and a stop at the same time, one at least sees the other: each is a full fence.
        Interlocked.Exchange(ref _current, request);
        if (Volatile.Read(ref _hasStopped))
            request.End();
        else
            connection.Tell(request, ActorRefs.NoSender);
        return request.Served;
    }

    public void OnLost(string reason) => connection.Tell(new Http1Lost(reason), ActorRefs.NoSender);

    public Action Entering(Action callback) => entering(callback);

    /// <summary>The actor has stopped.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _hasStopped, true);
        Volatile.Read(ref _current)?.End();
    }
}
