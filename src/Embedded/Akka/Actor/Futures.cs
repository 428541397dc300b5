namespace Akka.Actor;

public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var future = Begin<T>(self, timeout, cancellationToken, out var answer);
        future.DeliverAsk(message, self);
        return answer;
    }

    /// <summary>For messages that carry who is to be answered.</summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var future = Begin<T>(self, timeout, cancellationToken, out var answer);
        future.DeliverAsk(messageFactory(future), self);
        return answer;
    }

    private static FutureActorRef<T> Begin<T>(ICanTell self, TimeSpan? timeout, CancellationToken cancellationToken, out Task<T> answer)
    {
        var provider = ProviderOf(self)
            ?? throw new ArgumentException("Unsupported recipient type, use an actor reference or a selection", nameof(self));
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var future = provider.CreateFutureRef(completion);
        var limit = timeout ?? provider.Settings.AskTimeout;
        if (limit != Timeout.InfiniteTimeSpan || cancellationToken.CanBeCanceled)
            future.Limit(limit, cancellationToken);

        answer = completion.Task;
        return future;
    }

    private static IActorRefProvider? ProviderOf(ICanTell target) => target switch
    {
        IInternalActorRef actor => actor.Provider,
        ActorSelection selection => (selection.Anchor as IInternalActorRef)?.Provider,
        _ => null,
    };
}
