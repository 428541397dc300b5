using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"Ask sends a message asynchronously and returns a Task representing a possible reply."</summary>
public sealed class AskTests : TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_task_completes_with_the_reply()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props());

        Assert.Equal("hello", await echo.Ask<string>("hello", Long));
        Assert.Equal(1, await echo.Ask(1, Long));
    }

    [Fact]
    public async Task Many_asks_at_a_time_get_each_its_own_reply()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props());

        var replies = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => echo.Ask<int>(i, Long)));

        Assert.Equal(Enumerable.Range(0, 1000), replies);
    }

    [Fact]
    public async Task Without_a_reply_the_task_fails_with_AskTimeoutException()
    {
        var silent = Sys.ActorOf(BlackHoleActor.Props);

        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("hello", Soon));
    }

    [Fact]
    public async Task The_configured_timeout_counts_where_none_is_given()
    {
        var system = ActorSystem.Create("asker", ConfigurationFactory.ParseString("akka.actor.ask-timeout = 50ms"));
        try
        {
            await Assert.ThrowsAsync<AskTimeoutException>(() => system.ActorOf(BlackHoleActor.Props).Ask<string>("hello"));
        }
        finally
        {
            Shutdown(system);
        }
    }

    [Fact]
    public async Task A_Status_Failure_fails_the_task_with_its_cause()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Refuser()));

        var cause = await Assert.ThrowsAsync<InvalidOperationException>(() => actor.Ask<string>("hello", Long));

        Assert.Equal("refused", cause.Message);
    }

    [Fact]
    public async Task A_reply_of_another_type_fails_the_task()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props());

        await Assert.ThrowsAsync<ArgumentException>(() => echo.Ask<string>(1, Long));
    }

    [Fact]
    public async Task Cancellation_cancels_the_task()
    {
        var silent = Sys.ActorOf(BlackHoleActor.Props);
        using var cancellation = new CancellationTokenSource();

        var asking = silent.Ask<string>("hello", cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task An_asker_may_choose_the_message_by_its_reply_address()
    {
        var actor = Sys.ActorOf(Props.Create(() => new AnswersWhereTold()));

        Assert.Equal("here", await actor.Ask<string>(replyTo => new AnswersWhereTold.Answer(replyTo), Long, CancellationToken.None));
    }

    [Fact]
    public async Task A_second_reply_is_dropped()
    {
        var actor = Sys.ActorOf(Props.Create(() => new RepliesTwice()));

        Assert.Equal("first", await actor.Ask<string>("hello", Long));
        Assert.Equal("first", await actor.Ask<string>("hello", Long));
    }

    private sealed class Refuser : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(new Status.Failure(new InvalidOperationException("refused")));
    }

    private sealed class AnswersWhereTold : UntypedActor
    {
        public sealed record Answer(IActorRef ReplyTo);

        protected override void OnReceive(object message) => ((Answer)message).ReplyTo.Tell("here");
    }

    private sealed class RepliesTwice : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Sender.Tell("first");
            Sender.Tell("second");
        }
    }
}
