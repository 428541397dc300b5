using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Priorities;

/// <summary>An order alone: streams that always have more to send, a frame of 1000 octets a turn.</summary>
public abstract class OrderTest
{
    private protected const int FrameOctets = 1000;

    private readonly Dictionary<int, Http2Stream> _entries = [];
    private readonly ISendOrder order;

    private protected OrderTest(ISendOrder order) => this.order = order;

    private protected Http2Stream Entry(int stream)
    {
        if (!_entries.TryGetValue(stream, out var entry))
            _entries.Add(stream, entry = new Http2Stream(new StreamId(stream), Window.Initial, new ReceiveWindow(0)));
        return entry;
    }

    private protected void Wait(params int[] streams)
    {
        foreach (var stream in streams)
            order.Add(Entry(stream));
    }

    private protected void Remove(int stream) => order.Remove(Entry(stream));

    /// <summary>The streams that have the next turns; each waits again at once.</summary>
    private protected int[] Turns(int count) => [.. Enumerable.Range(0, count).Select(_ => Turn(again: true))];

    /// <summary>The stream that has the next turn.</summary>
    private protected int Turn(bool again = false, int octets = FrameOctets)
    {
        var entry = order.Take();
        order.Charge(entry, octets);
        if (again)
            order.Add(entry);
        return entry.Id.Value;
    }
}
