using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Hpack;

namespace AkkaH2.Tests.Client;

/// <summary>The order in which requests wait.</summary>
public sealed class CallQueueTests
{
    [Fact]
    public void Calls_that_come_back_wait_before_those_that_came_after_them_whatever_the_order_in_which_they_do()
    {
        var queue = new CallQueue(limit: 10);
        var calls = Enumerable.Range(0, 5).Select(_ => NewCall()).ToArray();
        foreach (var call in calls)
            Assert.True(queue.TryAdd(call, canBeServed: false));
        Assert.Equal(calls[..4], Enumerable.Range(0, 4).Select(_ => queue.TakeFirst()));
        foreach (var index in new[] { 1, 0, 3, 2 })
            queue.Return(calls[index]);
        Assert.Equal(calls, queue.TakeAll());
    }

    [Fact]
    public void One_that_is_over_does_not_come_back()
    {
        var queue = new CallQueue(limit: 1);
        var call = NewCall();
        queue.TryAdd(call, canBeServed: false);
        queue.TakeFirst();
        call.Fail(new OperationCanceledException());
        queue.Return(call);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void It_is_looked_at_again_when_the_first_one_runs_out_wherever_that_stands()
    {
        var queue = new CallQueue(limit: 10);
        var calls = new[] { 3, 1, 2 }.Select(seconds => NewCall(timeout: TimeSpan.FromSeconds(seconds))).ToArray();
        foreach (var call in calls)
            queue.TryAdd(call, canBeServed: false);
        Assert.Equal(TimeSpan.FromSeconds(1), queue.NextDeadline);
        Assert.Equal([calls[1]], queue.TakeDue(TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(2), queue.NextDeadline);

        queue.Remove(calls[2]); // given up: being early is no harm
        Assert.Empty(queue.TakeDue(TimeSpan.FromSeconds(2)));
        Assert.Equal(TimeSpan.FromSeconds(3), queue.NextDeadline);
        queue.TakeFirst();
        Assert.Equal(TimeSpan.MaxValue, queue.NextDeadline);
        queue.Return(calls[2]);
        Assert.Equal(TimeSpan.FromSeconds(2), queue.NextDeadline);
    }

    internal static Call NewCall(RequestContent? content = null, IActorRef? client = null, TimeSpan? timeout = null)
    {
        HeaderField[] head = [new(":method", "POST"), new(":scheme", "http"), new(":authority", "example.com"), new(":path", "/")];
        var times = new CallTimes(TimeSpan.MaxValue, TimeSpan.MaxValue, timeout ?? TimeSpan.MaxValue);
        return new Call(
            Origin.Parse("http://example.com"), head, content ?? RequestContent.None.Instance, Headers.Empty, CallOptions.Default, times, retriesLost: false, client ?? ActorRefs.Nobody);
    }
}
