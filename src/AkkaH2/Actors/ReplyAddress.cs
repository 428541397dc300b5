using Akka.Actor;
using Akka.Event;
using AkkaH2.Remoting;

namespace AkkaH2.Actors;

/// <summary>
/// The sender that an actor endpoint sees: one for each exchange, so that a reply says by where it was sent which request it answers. It closes with the
/// exchange: its watchers get <see cref="Terminated"/>, and later replies are dead letters.
/// <para>
/// It has no mailbox: a whole response goes from the replier's thread straight to the connection. A streamed one, pieces of one, and a failure, go to the
/// StreamActor. It is found by its path, also from another process, and can be watched (<see cref="UnnamedRef"/>).
/// </para>
/// </summary>
internal sealed class ReplyAddress : UnnamedRef
{
    /// <summary>The answer where no actor is left to reply.</summary>
    public static readonly Response NotThere = Response.Text("The actor behind this resource is not there.", 503);

    private readonly ReplyAddresses _addresses;
    private readonly IActorRef _streamActor;
    private Exchange? _open;
    private KeyedActor? _keyed;

    /// <param name="exchange">Whose response is replied.</param>
    /// <param name="endpoint">Whose actor is asked.</param>
    /// <param name="addresses">Makes the address.</param>
    /// <param name="streamActor">Its parent, which gets what cannot go straight to the connection.</param>
    /// <param name="due">When the reply is to be there, by the scheduler's clock.</param>
    public ReplyAddress(Exchange exchange, Endpoint.Actor endpoint, ReplyAddresses addresses, IActorRef streamActor, TimeSpan due)
        : base(addresses, streamActor) =>
        (_open, Endpoint, _addresses, _streamActor, Due) = (exchange, endpoint, addresses, streamActor, due);

    /// <summary>The endpoint whose actor was asked.</summary>
    public Endpoint.Actor Endpoint { get; }

    /// <summary>When the reply is to be there, by the scheduler's clock; <see cref="TimeSpan.MaxValue"/> if it may take for ever.</summary>
    public TimeSpan Due { get; }

    /// <summary>True while a chunk of the response waits for room. Of the StreamActor.</summary>
    public bool IsWriting { get; set; }

    /// <summary>The actor that was asked, as far as that is known.</summary>
    public IActorRef? Target { get; set; }

    /// <summary>What the target of its endpoint keeps with the request, to tell it again; null once it is closed.</summary>
    public object? Kept { get; set; }

    /// <summary>The actor of its key that has the request, if the endpoint has one for each.</summary>
    public KeyedActor? Keyed => Volatile.Read(ref _keyed);

    /// <summary>True once that actor was made anew for this request.</summary>
    public bool IsSecondTry { get; set; }

    /// <summary>The exchange, until it has its answer or needs none.</summary>
    public Exchange? Open => Volatile.Read(ref _open);

    /// <summary>True if this is the reply address of a request, to this actor system or to another node: a reference without a mailbox ("$$…"), and below AkkaH2.</summary>
    public static bool Is(IActorRef? sender) =>
        sender is ReplyAddress || (sender?.Path is { } path && path.Name.StartsWith("$$", StringComparison.Ordinal) && path.Elements is ["system", "http2", ..]);

    /// <summary>This actor has the request.</summary>
    public void GiveTo(KeyedActor keyed) => Interlocked.Exchange(ref _keyed, keyed); // before it is asked whether it is open, as Close does it the other way round

    /// <summary>The actor of its key does not have the request any more. That actor, for the first one who says so; null for all others.</summary>
    public KeyedActor? TakeFromKeyed() => _keyed is null ? null : Interlocked.Exchange(ref _keyed, null);

    /// <summary>Answers, if nobody has; fails if a response has begun, which cannot be whole then.</summary>
    public void AnswerIfOpen(Response response)
    {
        if (Close() is not { } asked)
            return;
        if (asked.HasResponded)
            Fail(asked, new InvalidOperationException("Nobody is left to complete the response."));
        else
            Answer(asked, response);
    }

    /// <summary>The actor that has the request has stopped: its StreamActor answers, behind the pieces of a response that the actor may have replied before.</summary>
    public void OnActorStopped() => _streamActor.Tell(new ReplyLost(this), ActorRefs.NoSender);

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
        if (closed is null)
            return null;

        Stop();
        Endpoint.Leave();
        TakeFromKeyed()?.OnTaken();
        Kept = null;
        return closed;
    }

    /// <summary>Closes, and tells the actor that nobody waits any more, if it wants to know.</summary>
    public Exchange? Cancel()
    {
        var asked = Close();
        if (asked is not null)
            TellCancelled(asked.Request);
        return asked;
    }

    /// <summary>Tells the actor that nobody waits any more, if it wants to know.</summary>
    public void TellCancelled(Request request)
    {
        if (Endpoint.TellsCancelled)
            Target?.Tell(new RequestCancelled(request), this);
    }

    protected override bool HasEnded => Open is null;

    protected override void OnTold((IActorRef Sender, object Message) reply)
    {
        switch (reply.Message)
        {
            case Response { Body.IsWhole: true } response when Close() is { } asked: Answer(asked, response); break;
            case Informational hint when Open is { } asked: Send(asked, hint); break;
            case Response or Status.Failure when Close() is { } asked: ToStreamActor(asked, reply.Message, reply.Sender); break;
            case ResponseStarted or Chunk or Completed when Open is { } asked: ToStreamActor(asked, reply.Message, reply.Sender); break;
            case ResponseStarted or Chunk or Completed: break; // its request was cancelled meanwhile
            case RequestLost lost: OnLost(lost); break;
            case RequestArrived arrived: Endpoint.Target.OnArrived(this, arrived.Node); break;
            case not (Response or Status.Failure or Informational) when Open is not null: OnOther(reply.Message, reply.Sender); break;
            default: OnLateReply(reply.Message, reply.Sender); break;
        }
    }

    private void OnOther(object message, IActorRef sender)
    {
        try
        {
            if (Endpoint.Messages?.Answer(message) is { } response)
                OnTold((sender, response));
            else
                FailIfOpen(new InvalidOperationException($"The actor replied a {message.GetType()}, which is no response."));
        }
        catch (Exception cause)
        {
            FailIfOpen(cause); // the application's function
        }
    }

    private void OnLost(RequestLost lost)
    {
        if (lost.Cause is { } cause)
            FailIfOpen(cause);
        else if (Keyed?.TryAgain(lost.Recipient, this) != true && !Endpoint.Target.TryAgain(this))
            AnswerIfOpen(NotThere);
    }

    private void OnLateReply(object message, IActorRef? sender)
    {
        (message as Response)?.Body.Abandon();
        var deadLetters = _addresses.System.DeadLetters;
        deadLetters.Tell(new DeadLetter(message, sender ?? deadLetters, this), this);
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
        if (asked.ActorWork is { } work)
        {
            work.Answer(response);
            return;
        }

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
    private void Fail(Exchange asked, Exception cause) => ToStreamActor(asked, new Status.Failure(cause), this);

    private void ToStreamActor(Exchange asked, object message, IActorRef sender) => _streamActor.Tell(new Replied(asked, message, sender), sender);
}

/// <summary>ReplyAddress → StreamActor: what an actor endpoint said.</summary>
internal sealed class Replied(Exchange to, object message, IActorRef sender) : ILocalMessage
{
    public Exchange To { get; } = to;

    public object Message { get; } = message;

    public IActorRef Sender { get; } = sender;
}

/// <summary>ReplyAddress → StreamActor: the actor that was asked has stopped.</summary>
internal sealed record ReplyLost(ReplyAddress Reply) : ILocalMessage;

/// <summary>To a reply address: nobody will reply to a message of its request.</summary>
/// <param name="Recipient">The actor that does not.</param>
/// <param name="Cause">The fault of that actor; null if the message has not reached it.</param>
internal sealed record RequestLost(IActorRef Recipient, Exception? Cause) : ITravelling, IDeadLetterSuppression;

/// <summary>To a reply address: its request has come to this node.</summary>
internal sealed record RequestArrived(Address Node) : ITravelling, IDeadLetterSuppression;
