using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>The event stream of a system: who subscribes to a type gets all of it.</summary>
public sealed class EventStreamTests : TestKit
{
    private interface IMarked;

    private record Base(int Number) : IMarked;

    private sealed record Derived(int Number) : Base(Number);

    [Theory]
    [InlineData(typeof(Derived))]
    [InlineData(typeof(Base))]
    [InlineData(typeof(IMarked))]
    [InlineData(typeof(object))]
    public void A_subscriber_gets_its_type_and_what_derives_from_it(Type channel)
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, channel);

        Sys.EventStream.Publish(new Derived(1));

        probe.FishForMessage(message => message is Derived { Number: 1 });
        Sys.EventStream.Unsubscribe(probe.Ref);
    }

    [Fact]
    public void A_subscriber_gets_nothing_else()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Derived));

        Sys.EventStream.Publish(new Base(1));
        Sys.EventStream.Publish("text");
        Sys.EventStream.Publish(new Derived(2));

        ExpectMsg(new Derived(2));
    }

    [Fact]
    public void An_event_comes_once_however_many_channels_it_belongs_to()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Derived)));
        Assert.True(Sys.EventStream.Subscribe<string>(TestActor));

        Sys.EventStream.Publish(new Derived(1));

        ExpectMsg(new Derived(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Subscribing_twice_changes_nothing()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(Base)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(Base)));

        Sys.EventStream.Publish(new Base(1));

        ExpectMsg(new Base(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Who_unsubscribed_gets_no_more()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Base));
        Sys.EventStream.Publish(new Base(1));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(Base)));
        Sys.EventStream.Publish(new Base(2));

        ExpectMsg(new Base(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Everything_can_be_unsubscribed_at_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Base));
        Sys.EventStream.Subscribe(TestActor, typeof(string));

        Sys.EventStream.Unsubscribe(TestActor);
        Sys.EventStream.Publish(new Base(1));
        Sys.EventStream.Publish("text");

        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_stopped_subscriber_is_forgotten()
    {
        var subscriber = ActorOf(Props.Create(() => new Idle()));
        Sys.EventStream.Subscribe(subscriber, typeof(Base));
        Watch(subscriber);
        Sys.Stop(subscriber);
        ExpectTerminated(subscriber);

        AwaitCondition(() => !Sys.EventStream.Unsubscribe(subscriber, typeof(Base)) || Resubscribed(subscriber), RemainingOrDefault);
    }

    [Fact]
    public void Events_of_many_threads_all_arrive_in_the_order_of_each()
    {
        const int threads = 4, each = 500;
        Sys.EventStream.Subscribe(TestActor, typeof(Base));

        Parallel.For(0, threads, thread =>
        {
            for (var i = 0; i < each; i++) Sys.EventStream.Publish(new Base(thread * each + i));
        });

        var numbers = ReceiveN(threads * each, TimeSpan.FromSeconds(10)).Cast<Base>().Select(e => e.Number).ToList();
        Assert.All(Enumerable.Range(0, threads), thread =>
            Assert.Equal(Enumerable.Range(thread * each, each), numbers.Where(number => number / each == thread)));
    }

    [Fact]
    public void A_message_to_nobody_is_published_as_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        Sys.DeadLetters.Tell("lost", TestActor);

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("lost", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
    }

    /// <summary>Puts back what the question took away.</summary>
    private bool Resubscribed(IActorRef subscriber) => !Sys.EventStream.Subscribe(subscriber, typeof(Base));

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
