using Akka.Actor;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>The way in from other threads: the mailbox of the island's actor. What comes before the actor is there waits.</summary>
internal sealed partial class GraphInterpreter
{
    private List<IslandEvent>? _early;
    private volatile IActorRef? _self;

    /// <summary>The island that the logic being created on this thread belongs to.</summary>
    [field: ThreadStatic]
    public static GraphInterpreter? Building { get; set; }

    /// <summary>The island's actor. Stages may ask for it from PreStart on.</summary>
    public IActorRef Self => _self ?? ActorRefs.Nobody;

    public void Enqueue(IslandEvent e)
    {
        var self = _self;
        if (self is not null) self.Tell(e, ActorRefs.NoSender);
        else EnqueueEarly(e);
    }

    public void Attach(IActorRef self)
    {
        lock (_logics)
        {
            if (_self is not null) return;
            if (_early is not null)
                foreach (var e in _early) self.Tell(e, ActorRefs.NoSender);
            _early = null;
            _self = self;
        }
    }

    private void EnqueueEarly(IslandEvent e)
    {
        lock (_logics)
        {
            if (_self is null) (_early ??= []).Add(e);
            else _self.Tell(e, ActorRefs.NoSender);
        }
    }
}
