using Akka.Actor;
using Akka.TestKit.Xunit2;
using Xunit.Sdk;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>What the expectations of a TestKit accept, and when they fail.</summary>
public sealed class ExpectationTests : TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    private static readonly string[] AandB = ["a", "b"];

    [Fact]
    public void ExpectMsg_takes_a_type_a_value_a_predicate_or_an_assertion()
    {
        Send("a", "b", "c", "d", 5);

        Assert.Equal("a", ExpectMsg<string>());
        ExpectMsg("b");
        ExpectMsg<string>(s => s == "c");
        ExpectMsg<string>(s => Assert.Equal("d", s));
        ExpectMsg(5);
    }

    [Fact]
    public async Task ExpectMsgAsync_takes_the_same()
    {
        Send("a", "b", "c", "d", 5);

        Assert.Equal("a", await ExpectMsgAsync<string>());
        await ExpectMsgAsync("b");
        await ExpectMsgAsync<string>(s => s == "c");
        await ExpectMsgAsync<string>(s => Assert.Equal("d", s));
        await ExpectMsgAsync(5);
    }

    [Fact]
    public void ExpectMsg_fails_without_a_message() => Fails(() => ExpectMsg<string>(Short));

    [Fact]
    public void ExpectMsg_fails_on_another_type()
    {
        Send(1);
        Fails(() => ExpectMsg<string>());
    }

    [Fact]
    public void ExpectMsg_fails_on_another_value()
    {
        Send("a");
        Fails(() => ExpectMsg("b"));
    }

    [Fact]
    public void ExpectMsg_fails_where_the_predicate_says_no()
    {
        Send("a");
        Fails(() => ExpectMsg<string>(_ => false));
    }

    [Fact]
    public async Task ExpectMsgAsync_waits_for_a_message_that_comes_later()
    {
        var expecting = ExpectMsgAsync<string>();
        Assert.False(expecting.IsCompleted);

        Send("late");

        Assert.Equal("late", await expecting);
    }

    [Fact]
    public void ExpectMsgFrom_asks_for_the_sender_too()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, "a");
        probe.Send(TestActor, "b");

        ExpectMsgFrom(probe.Ref, "a");
        Fails(() => ExpectMsgFrom(TestActor, "b"));
    }

    [Fact]
    public void ExpectMsgAllOf_does_not_ask_for_an_order()
    {
        Send("b", "a");

        ExpectMsgAllOf("a", "b");
    }

    [Fact]
    public void ExpectMsgAllOf_fails_where_one_is_missing()
    {
        Send("a", "c");
        Fails(() => ExpectMsgAllOf("a", "b"));
    }

    [Fact]
    public void ExpectMsgAnyOf_takes_one_of_several()
    {
        Send("b");

        Assert.Equal("b", ExpectMsgAnyOf(AandB));
    }

    [Fact]
    public void ExpectNoMsg_fails_on_a_message()
    {
        ExpectNoMsg(Short);

        Send("a");
        Fails(() => ExpectNoMsg(Short));
    }

    [Fact]
    public void FishForMessage_drops_what_comes_before()
    {
        Send(1, 2, "a", 3);

        Assert.Equal("a", FishForMessage<string>(_ => true));
        ExpectMsg(3);
        Fails(() => FishForMessage(_ => true, Short));
    }

    [Fact]
    public void ReceiveOne_gives_null_when_the_time_is_over()
    {
        Send("a");

        Assert.Equal("a", ReceiveOne(Short));
        Assert.Null(ReceiveOne(Short));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void ReceiveN_gives_so_many()
    {
        Send(1, 2, 3, 4);

        Assert.Equal([1, 2, 3], ReceiveN(3).Cast<int>());
        Fails(() => ReceiveN(2, Short));
    }

    [Fact]
    public void ReceiveWhile_leaves_the_message_that_ends_it()
    {
        Send(1, 2, "a");

        var numbers = ReceiveWhile<object>(TimeSpan.FromSeconds(1), message => (message as int?)!);

        Assert.Equal([1, 2], numbers.Cast<int>());
        ExpectMsg("a");
    }

    [Fact]
    public void HasMessages_and_LastMessage_tell_about_the_queue()
    {
        Assert.False(HasMessages);
        var probe = CreateTestProbe();
        probe.Send(TestActor, "a");
        Assert.True(HasMessages);

        ExpectMsg("a");

        Assert.False(HasMessages);
        Assert.Equal("a", LastMessage);
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Ignored_messages_never_reach_the_queue()
    {
        IgnoreMessages<int>();
        Send(1, "a", 2);
        ExpectMsg("a");
        Assert.False(HasMessages);

        IgnoreNoMessages();
        Send(3);
        ExpectMsg(3);
    }

    [Fact]
    public void Collections_are_compared_by_their_elements()
    {
        Send(AandB.ToList());

        ExpectMsg(AandB.ToList());
    }

    [Fact]
    public void Within_bounds_the_expectations_inside()
    {
        Fails(() => Within(Short, () => ExpectMsg<string>()));
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public void Within_fails_a_block_that_is_too_fast_or_too_slow()
    {
        Fails(() => Within(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6), () => { }));
        Fails(() => Within(TimeSpan.FromMilliseconds(1), () => SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(300))));
    }

    [Fact]
    public void Within_gives_what_its_block_gives()
    {
        Send("a");

        Assert.Equal("a", Within(TimeSpan.FromSeconds(3), () => ExpectMsg<string>()));
    }

    [Fact]
    public async Task WithinAsync_does_the_same_for_an_async_block()
    {
        Send("a");

        Assert.Equal("a", await WithinAsync(TimeSpan.FromSeconds(3), async () => await ExpectMsgAsync<string>()));
    }

    [Fact]
    public void Remaining_shrinks_inside_Within() => Within(TimeSpan.FromSeconds(3), () =>
        Assert.InRange(Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(3)));

    [Fact]
    public void AwaitCondition_asks_until_it_is_so()
    {
        var asked = 0;
        AwaitCondition(() => ++asked == 3, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));

        Fails(() => AwaitCondition(() => false, Short));
        Assert.False(AwaitConditionNoThrow(() => false, Short));
    }

    [Fact]
    public void AwaitAssert_asserts_until_it_passes_and_fails_with_the_last_failure()
    {
        var asserted = 0;
        AwaitAssert(() => Assert.Equal(3, ++asserted), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));

        Assert.Throws<ArithmeticException>(() => AwaitAssert(() => throw new ArithmeticException(), Short));
    }

    [Fact]
    public async Task AwaitAssertAsync_does_the_same_for_an_async_assertion()
    {
        var asserted = 0;

        await AwaitAssertAsync(async () => { await Task.Yield(); Assert.Equal(3, ++asserted); }, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(1));
    }

    private void Send(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }

    private static void Fails(Action action) => Assert.ThrowsAny<XunitException>(action);
}
