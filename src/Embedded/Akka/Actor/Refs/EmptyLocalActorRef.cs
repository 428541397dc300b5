using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The ref of a path at which no actor is: what it is told is a dead letter.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly IActorRefProvider _provider;
    private readonly ActorPath _path;

    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        _provider = provider;
        _path = path;
        EventStream = eventStream;
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _provider;

    public override bool IsTerminated => true;

    private protected EventStream EventStream { get; }

    public override void SendSystemMessage(ISystemMessage message) => SpecialHandle(message, _provider.DeadLetters);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null)
            throw new InvalidMessageException("Message is null");

        if (message is DeadLetter deadLetter)
            SpecialHandle(deadLetter.Message, deadLetter.Sender);
        else if (!SpecialHandle(message, sender))
            PublishDeadLetter(message, sender, this);
    }

    /// <summary>True when the message was answered rather than lost.</summary>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch when watch.Watchee.Equals(this) && !watch.Watcher.Equals(this):
                TellDeath(watch);
                return true;

            case Watch or Unwatch:
                return true;

            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null!), this);
                return true;

            case ActorSelectionMessage { Message: Identify identify } selection:
                if (!selection.WildCardFanOut)
                    sender?.Tell(new ActorIdentity(identify.MessageId, null!), this);
                return true;

            case ActorSelectionMessage { WildCardFanOut: true }:
                return true;

            case ActorSelectionMessage selection:
                PublishDeadLetter(selection.Message, sender, this);
                return true;

            default:
                return false;
        }
    }

    private protected static void TellDeath(Watch watch) =>
        watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));

    private protected void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient)
    {
        var from = sender ?? _provider.DeadLetters;
        EventStream.Publish(message is IDeadLetterSuppression suppressed
            ? new SuppressedDeadLetter(suppressed, from, recipient)
            : new DeadLetter(message, from, recipient));
    }
}

/// <summary>Where lost messages go; publishes each on the event stream.</summary>
public class DeadLetterActorRef : EmptyLocalActorRef
{
    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream)
    {
    }

    public override bool IsTerminated => false;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case null:
                throw new InvalidMessageException("Message is null");

            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;

            case DeadLetter deadLetter:
                if (!SpecialHandle(deadLetter.Message, deadLetter.Sender))
                    PublishDeadLetter(deadLetter.Message, deadLetter.Sender, deadLetter.Recipient);
                break;

            default:
                if (!SpecialHandle(message, sender))
                    PublishDeadLetter(message, sender, this);
                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is not Watch watch)
            return base.SpecialHandle(message, sender);

        if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            TellDeath(watch);

        return true;
    }
}
