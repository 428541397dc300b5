using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Actors at both ends of a stream.</summary>
public sealed class StreamsActorEndTests : StreamsSpec
{
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void An_actor_source_emits_what_it_is_told()
    {
        var (actor, down) = Told(10, OverflowStrategy.DropHead);

        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(new Status.Success("done"));

        down.Request(2).ExpectNext(1, 2);
        down.ExpectComplete();
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, "2 3 4")]
    [InlineData(OverflowStrategy.DropTail, "1 2 4")]
    [InlineData(OverflowStrategy.DropBuffer, "4")]
    [InlineData(OverflowStrategy.DropNew, "1 2 3")]
    public void A_full_actor_source_drops_what_its_strategy_says(OverflowStrategy strategy, string left)
    {
        var (actor, down) = Told(3, strategy);
        down.EnsureSubscription();

        for (var i = 1; i <= 4; i++) actor.Tell(i);
        actor.Tell(new Status.Success("done"));
        down.ExpectNoMsg(_moment);

        down.Request(10).ExpectNextN(left.Split(' ').Select(int.Parse));
        down.ExpectComplete();
    }

    [Fact]
    public void A_full_actor_source_fails_where_its_strategy_is_Fail()
    {
        var (actor, down) = Told(1, OverflowStrategy.Fail);
        down.EnsureSubscription();

        actor.Tell(1);
        actor.Tell(2);

        Assert.IsType<BufferOverflowException>(down.ExpectError());
    }

    [Fact]
    public void An_actor_source_cannot_hold_back_who_tells_it() =>
        Assert.Throws<NotSupportedException>(() => Source.ActorRef<int>(1, OverflowStrategy.Backpressure));

    [Fact]
    public void An_actor_source_without_a_buffer_drops_what_is_not_asked_for()
    {
        var (actor, down) = Told(0, OverflowStrategy.DropHead);
        down.EnsureSubscription();

        actor.Tell(1);
        down.ExpectNoMsg(_moment);
        down.Request(1).ExpectNoMsg(_moment);
        actor.Tell(2);

        down.ExpectNext(2);
    }

    [Fact]
    public void An_actor_source_fails_when_it_is_told_to_and_stops()
    {
        var (actor, down) = Told(10, OverflowStrategy.DropHead);

        down.EnsureSubscription();
        Watch(actor);
        actor.Tell(new Status.Failure(new Broken()));

        Assert.IsType<Broken>(down.ExpectError());
        ExpectTerminated(actor);
    }

    [Fact]
    public void An_actor_source_that_is_killed_completes()
    {
        var (actor, down) = Told(10, OverflowStrategy.DropHead);

        down.EnsureSubscription();
        Watch(actor);
        actor.Tell(PoisonPill.Instance);

        down.ExpectComplete();
        ExpectTerminated(actor);
    }

    [Fact]
    public void The_actor_of_a_source_stops_with_its_stream()
    {
        var (actor, down) = Told(10, OverflowStrategy.DropHead);

        Watch(actor);
        down.Request(1).Cancel();

        ExpectTerminated(actor);
    }

    [Fact]
    public void An_actor_sink_tells_elements_and_the_end()
    {
        Source.From([1, 2]).RunWith(Sink.ActorRef<int>(TestActor, "done", _ => "failed"), Materializer);

        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg("done");
    }

    [Fact]
    public void An_actor_sink_tells_the_failure()
    {
        Source.Failed<int>(new Broken()).RunWith(Sink.ActorRef<int>(TestActor, "done", cause => "failed: " + cause.Message), Materializer);

        ExpectMsg("failed: broken");
    }

    [Fact]
    public void An_actor_sink_that_is_stopped_tells_a_failure()
    {
        var materializer = ActorMaterializer.Create(Sys, ActorMaterializerSettings.Create(Sys));
        Source.From([1]).Concat(Source.Never<int>()).RunWith(Sink.ActorRef<int>(TestActor, "done", _ => "failed"), materializer);

        ExpectMsg(1);
        materializer.Shutdown();

        ExpectMsg("failed");
    }

    [Fact]
    public void An_actor_sink_cancels_when_the_actor_stops()
    {
        var actor = CreateTestProbe();
        var up = this.SourceProbe<int>().To(Sink.ActorRef<int>(actor.Ref, "done", _ => "failed")).Run(Materializer);

        up.SendNext(1);
        actor.ExpectMsg(1);
        actor.Ref.Tell(PoisonPill.Instance);

        up.ExpectCancellation();
    }

    [Fact]
    public void An_actor_sink_with_acknowledgement_waits_for_it()
    {
        var (up, stream) = Acknowledged();

        up.SendNext(1).SendNext(2);
        ExpectNoMsg(_moment);
        stream.Tell("ack");
        ExpectMsg(1);
        ExpectNoMsg(_moment);
        stream.Tell("ack");
        ExpectMsg(2);
        stream.Tell("ack");
        up.SendComplete();

        ExpectMsg("done");
    }

    [Fact]
    public void An_acknowledgement_that_comes_first_lets_the_next_element_through()
    {
        var (up, stream) = Acknowledged();

        for (var i = 0; i < 3; i++)
        {
            stream.Tell("ack");
            ExpectNoMsg(_moment);
            up.SendNext(i);
            ExpectMsg(i);
        }
    }

    [Fact]
    public void The_end_comes_behind_the_elements_that_wait_for_acknowledgement()
    {
        var (up, stream) = Acknowledged();

        up.SendNext(1).SendNext(2).SendComplete();
        stream.Tell("ack");
        ExpectMsg(1);
        ExpectNoMsg(_moment);
        stream.Tell("ack");
        ExpectMsg(2);
        stream.Tell("ack");

        ExpectMsg("done");
    }

    [Fact]
    public void An_actor_sink_with_acknowledgement_tells_the_failure_at_once()
    {
        var (up, _) = Acknowledged();

        up.SendNext(1).SendError(new Broken());

        ExpectMsg("failed: broken");
    }

    [Fact]
    public void An_actor_sink_with_acknowledgement_cancels_when_the_actor_stops()
    {
        var actor = CreateTestProbe();
        var up = this.SourceProbe<int>().To(Sink.ActorRefWithAck<int>(actor.Ref, "init", "ack", "done")).Run(Materializer);

        actor.ExpectMsg("init");
        actor.Ref.Tell(PoisonPill.Instance);

        up.ExpectCancellation();
    }

    private (IActorRef Actor, TestSubscriber.Probe<int> Down) Told(int size, OverflowStrategy strategy) =>
        Source.ActorRef<int>(size, strategy).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Materializer);

    /// <summary>A stream that has said its first word to the test.</summary>
    private (TestPublisher.Probe<int> Up, IActorRef Stream) Acknowledged()
    {
        var up = this.SourceProbe<int>()
            .To(Sink.ActorRefWithAck<int>(TestActor, "init", "ack", "done", cause => "failed: " + cause.Message)).Run(Materializer);
        ExpectMsg("init");
        return (up, LastSender);
    }
}
