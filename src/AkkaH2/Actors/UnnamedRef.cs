using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Streams.Stage;

namespace AkkaH2.Actors;

/// <summary>
/// A reference without a mailbox, which costs no more than its object until somebody wants to know what it is called: another process, a watcher, a log. Only then
/// it gets a <see cref="StageActor"/> below its parent, with whose path it is found, watched and compared. May be used from any thread.
/// <para>
/// This is the one file that derives from a class of Akka.NET which is meant to be internal. The references that are public API have a path from the start, and a
/// place in the table of their parent: 540 octets and 250 ns for each request to an actor, of 1,640 ns that a request to a function takes in all
/// (docs/performance.md). UnnamedRefAssumptions fails where a new version of Akka.NET is different.
/// </para>
/// </summary>
/// <param name="addresses">Makes what is called by its name.</param>
/// <param name="parent">Whose child it is then.</param>
internal abstract class UnnamedRef(ReplyAddresses addresses, IActorRef parent) : MinimalActorRef
{
    private StageActor? _named;

    public sealed override ActorPath Path => Named.Ref.Path;

    public sealed override IActorRefProvider Provider => ((ExtendedActorSystem)addresses.System).Provider;

    /// <summary>True once somebody has wanted to know.</summary>
    internal bool IsNamed => Volatile.Read(ref _named) is not null;

    /// <summary>True from some time before <see cref="Stop"/> on.</summary>
    protected abstract bool HasEnded { get; }

    private StageActor Named => Volatile.Read(ref _named) ?? Name();

    /// <summary>Its watchers are told, and its name does not lead to it any more. What it is told by those who have it still arrives.</summary>
    public sealed override void Stop() => Volatile.Read(ref _named)?.Stop();

    /// <summary>Those who watch it watch what has its name.</summary>
    public sealed override void SendSystemMessage(ISystemMessage message) => ((IInternalActorRef)Named.Ref).SendSystemMessage(message);

    /// <summary>Somebody has told it something; on the thread of who did. Nothing may be thrown.</summary>
    protected abstract void OnTold((IActorRef Sender, object Message) told);

    protected sealed override void TellInternal(object message, IActorRef sender) => OnTold((sender, message));

    private StageActor Name()
    {
        var made = addresses.Make(parent, OnTold);
        var named = Interlocked.CompareExchange(ref _named, made, null) ?? made;
        if (named != made || HasEnded) // who ends it says so first, and then looks whether there is a name
            made.Stop();
        return named;
    }
}
