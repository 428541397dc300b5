using System.Collections.Concurrent;

namespace AkkaH2.Actors;

/// <summary>
/// The StreamActors that have asked the actors of one route. Each has one open request at most, so the open requests of a route are found through them, and a
/// request itself is entered nowhere: that would cost two entries of a table that all connections share. May be used from any thread.
/// </summary>
internal sealed class Askers
{
    private readonly ConcurrentDictionary<ActorCall, bool> _all = [];

    /// <summary>The requests without an answer, of this route and others. One that is answered meanwhile may be among them.</summary>
    public IEnumerable<ReplyAddress> Open
    {
        get
        {
            foreach (var (asker, _) in _all)
            {
                if (asker.Asked is { Open: not null } open)
                    yield return open;
            }
        }
    }

    /// <summary>Called by its StreamActor.</summary>
    public void Add(ActorCall asker) => _all[asker] = true;

    /// <summary>Its StreamActor has stopped.</summary>
    public void Remove(ActorCall asker) => _all.TryRemove(asker, out _);
}
