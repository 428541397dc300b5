using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>The mailbox begins with Create in it: the actor is made on its own dispatcher, before its first message.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        _mailbox = new Mailbox(mailboxType.Create(_self, _system));
        _mailbox.SetActor(this);
        _mailbox.SystemEnqueue(_self, new Create());
    }

    public virtual void Start() => _dispatcher.Attach(this);

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public virtual void SendMessage(IActorRef sender, object message)
    {
        if (message is null)
            throw new InvalidMessageException("Message is null.");

        _dispatcher.Dispatch(this, new Envelope(message, sender));
    }

    public virtual void SendMessage(Envelope message) => _dispatcher.Dispatch(this, message);

    public virtual void SendSystemMessage(ISystemMessage systemMessage) => _dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    internal Mailbox SwapMailbox(Mailbox mailbox) => Interlocked.Exchange(ref _mailbox, mailbox);
}
