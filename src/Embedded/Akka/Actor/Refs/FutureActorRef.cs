namespace Akka.Actor;

/// <summary>
/// The sender of an Ask: the first answer completes its task. It has a path, and can be found by it, only once somebody
/// looks at that path; most asks never pay for one.
/// </summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private readonly IActorRefProvider _provider;
    private ActorPath? _path;
    private bool _isRegistered;
    private Timer? _timer;
    private TimeSpan _timeout;
    private CancellationTokenRegistration _cancellation;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _path = path;
        _provider = provider;
    }

    public override ActorPath Path => Volatile.Read(ref _path) ?? Register();

    public override IActorRefProvider Provider => _provider;

    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    internal void Limit(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _cancellation = cancellationToken.UnsafeRegister(static (self, token) => ((FutureActorRef<T>)self!).Cancel(token), this);

        if (timeout == Timeout.InfiniteTimeSpan || _result.Task.IsCompleted)
            return;

        _timeout = timeout;
        _timer = new Timer(static self => ((FutureActorRef<T>)self!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
        if (_result.Task.IsCompleted)
            CleanUp();
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        var first = message switch
        {
            Status.Failure failure when typeof(T) == typeof(object) => _result.TrySetException(CauseOf(failure)),
            T answer => _result.TrySetResult(answer),
            null => _result.TrySetResult(default!),
            Status.Failure failure => _result.TrySetException(CauseOf(failure)),
            _ => _result.TrySetException(Unexpected(message)),
        };

        if (first)
            CleanUp();
        else if (!_result.Task.IsCanceled)
            _provider.DeadLetters.Tell(new Event.DeadLetter(message!, sender ?? _provider.DeadLetters, this), this);
    }

    private static Exception CauseOf(Status.Failure failure) =>
        failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.");

    private static ArgumentException Unexpected(object message) =>
        new($"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]");

    private void TimeOut()
    {
        if (_result.TrySetException(new AskTimeoutException($"Timeout after {_timeout} seconds")))
            CleanUp();
    }

    private void Cancel(CancellationToken token)
    {
        if (_result.TrySetCanceled(token))
            CleanUp();
    }

    private void CleanUp()
    {
        _timer?.Dispose();
        _cancellation.Unregister();
        if (Volatile.Read(ref _isRegistered))
            _provider.UnregisterTempActor(_path!);
    }

    private ActorPath Register()
    {
        lock (_result)
        {
            if (_path is { } path)
                return path;

            path = _provider.TempPath();
            if (!_result.Task.IsCompleted)
            {
                _provider.RegisterTempActor(this, path);
                Volatile.Write(ref _isRegistered, true);
            }

            Volatile.Write(ref _path, path);
            return path;
        }
    }
}
