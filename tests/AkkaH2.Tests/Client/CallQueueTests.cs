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

    internal static Call NewCall(RequestContent? content = null, IActorRef? client = null)
    {
        HeaderField[] head = [new(":method", "POST"), new(":scheme", "http"), new(":authority", "example.com"), new(":path", "/")];
        var times = new CallTimes(TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        return new Call(
            Origin.Parse("http://example.com"), head, content ?? RequestContent.None.Instance, Headers.Empty, CallOptions.Default, times, retriesLost: false, client ?? ActorRefs.Nobody);
    }
}
