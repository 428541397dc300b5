using AkkaH2.Client;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>The calls of a connection whose response is still to come or to end, and the times that they have.</summary>
internal sealed class OpenCalls
{
    private readonly HashSet<Call> _calls = [];
    private readonly Queue<(StreamId Stream, TimeSpan Due)> _finishing = []; // answered, while the rest of their requests goes out

    /// <summary>The time at which the first of them runs out, or an earlier one.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    public void Add(Call call)
    {
        _calls.Add(call);
        Await(call.Deadline);
    }

    /// <summary>False if it is not open.</summary>
    public bool Remove(Call call) => _calls.Remove(call);

    public bool Contains(Call call) => _calls.Contains(call);

    public Call[] ToArray() => [.. _calls];

    /// <summary>A stream that is answered sends the rest of its request until then.</summary>
    public void AddFinishing(StreamId stream, TimeSpan due)
    {
        _finishing.Enqueue((stream, due));
        Await(due);
    }

    /// <summary>Those whose time has come. They stay open.</summary>
    public Call[] LateAt(TimeSpan now) => [.. _calls.Where(call => call.Deadline <= now)];

    /// <summary>Takes the streams that have had enough time for the rest of their requests. Some may be closed.</summary>
    public IEnumerable<StreamId> TakeFinishing(TimeSpan now)
    {
        while (_finishing.TryPeek(out var first) && first.Due <= now)
            yield return _finishing.Dequeue().Stream;
    }

    /// <summary>What was due is dealt with.</summary>
    public void AwaitNext() =>
        NextDeadline = _calls.Select(call => call.Deadline).Concat(_finishing.Take(1).Select(one => one.Due)).DefaultIfEmpty(TimeSpan.MaxValue).Min();

    private void Await(TimeSpan time)
    {
        if (time < NextDeadline)
            NextDeadline = time;
    }
}
