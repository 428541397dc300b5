using System.Diagnostics.CodeAnalysis;

namespace Akka.TestKit.Internal;

/// <summary>How an expectation waits: one body serves the blocking and the awaiting form of a method.</summary>
internal enum Waiting
{
    Blocking,
    Awaiting,
}

/// <summary>What the test actor received and no expectation has taken yet. One reader, any number of writers.</summary>
internal sealed class MessageQueue
{
    private readonly Queue<MessageEnvelope> _messages = new();
    private readonly SemaphoreSlim _count = new(0);

    public bool HasMessages => _count.CurrentCount > 0;

    public void Enqueue(MessageEnvelope message)
    {
        lock (_messages)
            _messages.Enqueue(message);
        _count.Release();
    }

    /// <summary>Waits for a message, at most max (no time at all where that is zero, for ever where it is infinite).</summary>
    public async ValueTask<MessageEnvelope?> Take(Waiting waiting, TimeSpan max, CancellationToken cancellationToken)
    {
        if (!await Arrived(waiting, max, cancellationToken))
            return null;
        lock (_messages)
            return _messages.Dequeue();
    }

    public async ValueTask<MessageEnvelope?> Peek(Waiting waiting, TimeSpan max, CancellationToken cancellationToken)
    {
        if (!await Arrived(waiting, max, cancellationToken))
            return null;
        _count.Release();
        lock (_messages)
            return _messages.Peek();
    }

    private async ValueTask<bool> Arrived(Waiting waiting, TimeSpan max, CancellationToken cancellationToken) =>
        waiting == Waiting.Blocking ? _count.Wait(max, cancellationToken) : await _count.WaitAsync(max, cancellationToken);
}

internal static class Completed
{
    /// <summary>The result of a body that was asked to block, and so has completed when it returns.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "consumed once")]
    public static T Now<T>(this ValueTask<T> task) => task.GetAwaiter().GetResult();

    public static void Now(this ValueTask task) => task.GetAwaiter().GetResult();

    public static List<T> Now<T>(this IAsyncEnumerable<T> elements)
    {
        var list = new List<T>();
        var enumerator = elements.GetAsyncEnumerator();
        while (enumerator.MoveNextAsync().Now())
            list.Add(enumerator.Current);
        return list;
    }
}
