using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;

namespace AkkaH2.Actors;

/// <summary>
/// The sender that an actor endpoint sees: one for each exchange, so that a reply says by where it was sent which request it answers. It closes with the
/// exchange: its watchers get <see cref="Terminated"/>, and later replies are dead letters.
/// <para>
/// The address is a <see cref="StageActor"/>: a reference of Akka.Streams that is found by its path, also from another process, and can be watched, but has
/// no mailbox. So a whole response goes from the replier's thread straight to the connection. A streamed one, and a failure, go to the StreamActor.
/// </para>
/// </summary>
internal sealed class ReplyAddress
{
    /// <summary>The answer where no actor is left to reply.</summary>
    public static readonly Response NotThere = Response.Text("The actor behind this resource is not there.", 503);

    private readonly AddressParent _parent;
    private readonly StageActor _address;
    private Exchange? _open;

    public ReplyAddress(Exchange exchange, IActorRef target, AddressParent parent)
    {
        (_open, Target, _parent) = (exchange, target, parent);
        _address = parent.Make(OnReply);
    }

    /// <summary>The sender that the endpoint sees.</summary>
    public IActorRef Ref => _address.Ref;

    /// <summary>The actor that was asked.</summary>
    public IActorRef Target { get; }

    /// <summary>The exchange, until it has its answer or needs none.</summary>
    public Exchange? Open => Volatile.Read(ref _open);

    /// <summary>Answers, if nobody has.</summary>
    public void AnswerIfOpen(Response response)
    {
        if (Close() is { } asked)
            Answer(asked, response);
    }

    /// <summary>The endpoint has failed, if nobody has answered.</summary>
    public void FailIfOpen(Exception cause)
    {
        if (Close() is { } asked)
            Fail(asked, cause);
    }

    /// <summary>The exchange, for the first one who closes; null for all others.</summary>
    public Exchange? Close()
    {
        var closed = Interlocked.Exchange(ref _open, null);
        if (closed is not null)
            _address.Stop();
        return closed;
    }

    // Runs on the thread of whoever replies, so nothing may be thrown.
    private void OnReply((IActorRef Sender, object Message) reply)
    {
        switch (reply.Message)
        {
            case Response { Body.IsWhole: true } response when Close() is { } asked: Answer(asked, response); break;
            case Informational hint when Open is { } asked: Send(asked, hint); break;
            case Response or Status.Failure when Close() is { } asked: _parent.Supervisor.Tell(new Replied(asked, reply.Message), reply.Sender); break;
            case not (Response or Status.Failure) when Open is { } asked: _parent.Supervisor.Tell(new Replied(asked, reply.Message), reply.Sender); break;
            default: OnLateReply(reply.Message, reply.Sender); break;
        }
    }

    private void OnLateReply(object message, IActorRef? sender)
    {
        (message as Response)?.Body.Abandon();
        var deadLetters = _parent.System.DeadLetters;
        deadLetters.Tell(new DeadLetter(message, sender ?? deadLetters, Ref), Ref);
    }

    private void Send(Exchange asked, Informational hint)
    {
        try
        {
            asked.SendInformational(hint.Status, hint.Headers);
        }
        catch (Exception cause) when (Close() is not null)
        {
            Fail(asked, cause);
        }
        catch (Exception)
        {
            // It is answered already.
        }
    }

    private void Answer(Exchange asked, Response response)
    {
        try
        {
            asked.Hold();
            asked.Respond(response);
            asked.EndWork();
        }
        catch (Exception cause)
        {
            Fail(asked, cause);
        }
    }

    // A fault of a reply is a failure of the endpoint.
    private void Fail(Exchange asked, Exception cause) => _parent.Supervisor.Tell(new Replied(asked, new Status.Failure(cause)), Ref);
}

/// <summary>ReplyAddress → StreamActor: what an actor endpoint said.</summary>
internal sealed class Replied(Exchange to, object message) : IDeadLetterSuppression
{
    public Exchange To { get; } = to;

    public object Message { get; } = message;
}
