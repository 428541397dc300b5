namespace Akka.Util.Internal;

public interface IAtomicCounter<T>
{
    T Current { get; }

    T Next();

    T GetAndIncrement();

    T IncrementAndGet();

    T AddAndGet(T amount);

    T GetAndAdd(T amount);

    void Reset();
}

public class AtomicCounter : IAtomicCounter<int>
{
    private int _value;

    public AtomicCounter()
        : this(-1)
    {
    }

    public AtomicCounter(int initialValue) => _value = initialValue;

    public int Current => Volatile.Read(ref _value);

    public int Next() => Interlocked.Increment(ref _value);

    public int Decrement() => Interlocked.Decrement(ref _value);

    public int IncrementAndGet() => Interlocked.Increment(ref _value);

    public int GetAndIncrement() => Interlocked.Increment(ref _value) - 1;

    public int DecrementAndGet() => Interlocked.Decrement(ref _value);

    public int AddAndGet(int amount) => Interlocked.Add(ref _value, amount);

    public int GetAndAdd(int amount) => Interlocked.Add(ref _value, amount) - amount;

    public int GetAndSet(int value) => Interlocked.Exchange(ref _value, value);

    public bool CompareAndSet(int expected, int newValue) => Interlocked.CompareExchange(ref _value, newValue, expected) == expected;

    public void Reset() => Interlocked.Exchange(ref _value, 0);
}

public class AtomicCounterLong : IAtomicCounter<long>
{
    private long _value;

    public AtomicCounterLong()
        : this(-1)
    {
    }

    public AtomicCounterLong(long value) => _value = value;

    public long Current => Interlocked.Read(ref _value);

    public long Next() => Interlocked.Increment(ref _value);

    public long IncrementAndGet() => Interlocked.Increment(ref _value);

    public long GetAndIncrement() => Interlocked.Increment(ref _value) - 1;

    public long DecrementAndGet() => Interlocked.Decrement(ref _value);

    public long AddAndGet(long amount) => Interlocked.Add(ref _value, amount);

    public long GetAndAdd(long amount) => Interlocked.Add(ref _value, amount) - amount;

    public long GetAndSet(long value) => Interlocked.Exchange(ref _value, value);

    public bool CompareAndSet(long expected, long newValue) => Interlocked.CompareExchange(ref _value, newValue, expected) == expected;

    public void Reset() => Interlocked.Exchange(ref _value, 0);
}
