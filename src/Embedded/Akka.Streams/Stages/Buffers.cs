namespace Akka.Streams.Stages;

/// <summary>A ring of fixed capacity that grows to it as needed.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private T[] _items = new T[Math.Min(capacity, 16)];
    private int _head;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public bool IsFull => Count == capacity;

    public void Enqueue(T item)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count) % _items.Length] = item;
        Count++;
    }

    public T Peek() => _items[_head];

    public T Dequeue()
    {
        var item = _items[_head];
        _items[_head] = default!;
        _head = (_head + 1) % _items.Length;
        Count--;
        return item;
    }

    public void DropTail()
    {
        Count--;
        _items[(_head + Count) % _items.Length] = default!;
    }

    public void Clear()
    {
        Array.Clear(_items);
        _head = Count = 0;
    }

    private void Grow()
    {
        var items = new T[(int)Math.Min(capacity, _items.Length * 2L)];
        for (var i = 0; i < Count; i++) items[i] = _items[(_head + i) % _items.Length];
        _items = items;
        _head = 0;
    }
}

internal static class Overflow
{
    /// <summary>Makes room for an element, or says that it must be dropped. What cannot happen here is Backpressure.</summary>
    public static bool MakeRoom<T>(this RingBuffer<T> buffer, OverflowStrategy strategy)
    {
        switch (strategy)
        {
            case OverflowStrategy.DropHead:
                buffer.Dequeue();
                return true;
            case OverflowStrategy.DropTail:
                buffer.DropTail();
                return true;
            case OverflowStrategy.DropBuffer:
                buffer.Clear();
                return true;
            case OverflowStrategy.DropNew:
                return false;
            default:
                throw new BufferOverflowException($"Buffer overflow (max capacity was: {buffer.Count})!");
        }
    }
}
