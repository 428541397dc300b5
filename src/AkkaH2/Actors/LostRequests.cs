using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;

namespace AkkaH2.Actors;

/// <summary>
/// Tells the reply addresses of requests that no actor will reply to, as far as the actor system says so: of those that end as a dead letter, and of those that
/// their actor does not handle. Whoever passes a request on under its own name answers for it. <see cref="RestartReports"/> has those whose actor was restarted.
/// Also gives up what was on its way to an actor that has stopped: the body of a response, and a connection that a client has opened or a listener accepted.
/// </summary>
internal sealed class LostRequests : UntypedActor
{
    public static Props Props { get; } = Props.Create<LostRequests>();

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(SuppressedDeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AllDeadLetters { Message: Replied { Message: Response response } }: response.Body.Abandon(); break;
            case AllDeadLetters { Message: EstablishedConnection { Transport: var connection } }: connection.Abort(); break;
            case AllDeadLetters { Message: CallUpgraded { Connection: var connection } }: connection.Abort(); break;
            case AllDeadLetters { Message: Selected { Connection: var connection } }: connection.Abort(); break;
            case DeadLetter { Message: ClientResponse unwanted }: unwanted.Response.Dispose(); break;
            case SuppressedDeadLetter: break;
            case DeadLetter lost when ReplyAddress.Is(lost.Sender): lost.Sender.Tell(new RequestLost(lost.Recipient, null)); break;
            case UnhandledMessage lost when ReplyAddress.Is(lost.Sender): lost.Sender.Tell(new RequestLost(lost.Recipient, NotHandled(lost))); break;
            case KeyedActor stopped: stopped.LoseAll(); break; // behind the dead letters of its mailbox
        }
    }

    private static InvalidOperationException NotHandled(UnhandledMessage lost) =>
        new($"The actor {lost.Recipient.Path} does not handle a {lost.Message.GetType().Name}.");
}
