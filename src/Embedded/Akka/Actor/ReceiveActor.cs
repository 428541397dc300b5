using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor that says in its constructor which type of message goes to which handler; the first that fits is taken.</summary>
public abstract class ReceiveActor : UntypedActor
{
    private readonly ReceiveHandlers _initial = new();

    /// <summary>Handlers can be added to it; null outside of the constructor and of Become.</summary>
    private ReceiveHandlers? _open;

    protected ReceiveActor() => _open = _initial;

    internal void EndConstruction() => _open = null;

    protected sealed override void OnReceive(object message)
    {
        if (!_initial.Handle(message)) Unhandled(message);
    }

    protected void Become(Action configure) => base.Become(Configured(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Configured(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Add(typeof(T), shouldHandle is null, shouldHandle is null
        ? message => { handler((T)message); return true; }
        : message =>
        {
            if (!shouldHandle((T)message)) return false;
            handler((T)message);
            return true;
        });

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>The handler says whether it handled the message.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(typeof(T), false, message => handler((T)message));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) => Add(messageType, shouldHandle is null, message =>
    {
        if (shouldHandle is not null && !shouldHandle(message)) return false;
        handler(message);
        return true;
    });

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) => Add(messageType, false, message => handler(message));

    protected void ReceiveAny(Action<object> handler) => Receive<object>(handler);

    /// <summary>Until the task ends the actor receives nothing else.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) => ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAsync<object>(handler);

    private void Add(Type type, bool isUnconditional, Receive handle)
    {
        if (_open is null) throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");
        _open.Add(type, isUnconditional, handle);
    }

    private Receive Configured(Action configure)
    {
        var outer = _open;
        var handlers = _open = new ReceiveHandlers();
        try { configure(); }
        finally { _open = outer; }
        return handlers.Handle;
    }
}
