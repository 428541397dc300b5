namespace Akka.TestKit;

/// <summary>A cyclic barrier whose waits end with a TimeoutException.</summary>
public class TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private Barrier _barrier = new(count);

    public void Await() => Await(defaultTimeout ?? DefaultTimeout);

    public void Await(TimeSpan timeout)
    {
        if (!_barrier.SignalAndWait(testKit.Dilated(timeout)))
            throw new TimeoutException($"Timeout of {timeout}");
    }

    public void Reset() => _barrier = new Barrier(count);
}
