namespace Akka.Actor;

/// <summary>
/// The handlers of one behaviour in the order they were added. Which of them can take a type of message is worked out when the type is first
/// met and remembered; a behaviour that meets many types goes on looking through all handlers.
/// </summary>
internal sealed class ReceiveHandlers
{
    private const int MostRemembered = 16;

    private readonly record struct Handler(Type Type, bool IsUnconditional, Receive Handle);

    private readonly record struct Candidates(Type MessageType, Receive[] Handlers);

    private readonly List<Handler> _handlers = [];
    private Candidates[] _remembered = [];
    private bool _takesAll;

    public void Add(Type type, bool isUnconditional, Receive handle)
    {
        if (_takesAll) throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers.Add(new Handler(type, isUnconditional, handle));
        _takesAll = isUnconditional && type == typeof(object);
        _remembered = [];
    }

    public bool Handle(object message)
    {
        foreach (var handle in For(message.GetType()))
            if (handle(message)) return true;
        return false;
    }

    private Receive[] For(Type messageType)
    {
        foreach (ref readonly var known in _remembered.AsSpan())
            if (known.MessageType == messageType) return known.Handlers;

        var found = Find(messageType);
        if (_remembered.Length < MostRemembered) _remembered = [.. _remembered, new Candidates(messageType, found)];
        return found;
    }

    /// <summary>Behind the first unconditional handler none is ever asked.</summary>
    private Receive[] Find(Type messageType)
    {
        var fitting = _handlers.FindAll(handler => handler.Type.IsAssignableFrom(messageType));
        var last = fitting.FindIndex(handler => handler.IsUnconditional);
        return [.. fitting.Take(last < 0 ? fitting.Count : last + 1).Select(handler => handler.Handle)];
    }
}
