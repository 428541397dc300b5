using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Keeps messages in the order they came. Used by its actor only, so without locks.</summary>
internal sealed class ActorStash(ActorCell cell, int capacity) : IStash
{
    public const int Unlimited = -1;

    private readonly LinkedList<Envelope> _messages = [];

    /// <summary>Which delivery was stashed last, to see one stashed twice.</summary>
    private int _lastStashed = -1;

    public int Count => _messages.Count;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => capacity >= 0 && Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        if (cell.CurrentEnvelopeId == _lastStashed)
            throw new IllegalActorStateException($"Can't stash the same message {cell.CurrentMessage} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {cell.CurrentMessage} from {cell.Sender} to stash of {cell.Self}: its {capacity} places are taken");

        _lastStashed = cell.CurrentEnvelopeId;
        _messages.AddLast(new Envelope(cell.CurrentMessage, cell.Sender));
    }

    public void Unstash()
    {
        if (_messages.First is not { } oldest) return;
        _messages.RemoveFirst();
        EnqueueFirst(oldest.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    /// <summary>The youngest goes first to the front, so that the oldest is in front of it.</summary>
    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        while (_messages.Last is { } youngest)
        {
            _messages.RemoveLast();
            if (predicate(youngest.Value)) EnqueueFirst(youngest.Value);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] stashed = [.. _messages];
        _messages.Clear();
        return stashed;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse()) _messages.AddFirst(envelope);
    }

    private void EnqueueFirst(Envelope envelope)
    {
        if (cell.Mailbox.MessageQueue is not IDequeBasedMessageQueueSemantics queue)
            throw new NotSupportedException($"{cell.Self} has a stash and needs a mailbox with a deque, but has {cell.Mailbox.MessageQueue.GetType()}");
        queue.EnqueueFirst(envelope);
    }
}
