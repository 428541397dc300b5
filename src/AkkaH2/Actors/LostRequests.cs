using Akka.Actor;
using Akka.Event;

namespace AkkaH2.Actors;

/// <summary>
/// Answers at once the requests that no actor will reply to, as far as the actor system says so: those that end as a dead letter, and those that their
/// actor does not handle. One that was passed on with another sender is that actor's own matter.
/// </summary>
internal sealed class LostRequests : UntypedActor
{
    public static Props Props { get; } = Props.Create<LostRequests>();

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeadLetter { Message: Request request } lost: AddressOf(request, lost.Sender)?.AnswerIfOpen(ReplyAddress.NotThere); break;
            case UnhandledMessage { Message: Request request } lost: AddressOf(request, lost.Sender)?.FailIfOpen(NotHandled(lost)); break;
        }
    }

    private static ReplyAddress? AddressOf(Request request, IActorRef sender) =>
        request.Exchange?.ReplyTo is { } address && address.Ref.Equals(sender) ? address : null;

    private static InvalidOperationException NotHandled(UnhandledMessage lost) => new($"The actor {lost.Recipient.Path} does not handle a {nameof(Request)}.");
}
