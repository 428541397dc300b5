using Akka.Actor;
using Akka.Event;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class MailboxAssumptions : AssumptionTest
{
    /// <summary>ConnectionActor: <c>Flush</c> runs behind all that is in the mailbox, so the answers of one turn leave in one write.</summary>
    [Fact]
    public async Task A_message_to_oneself_comes_after_what_is_in_the_mailbox()
    {
        using var filled = new ManualResetEventSlim();
        var actor = Sys.ActorOf(Props.Create(() => new Flushing(filled, TestActor)));
        actor.Tell("first");
        await ExpectMsgAsync("first", Deadline);
        actor.Tell("second");
        actor.Tell("third");
        filled.Set();
        await ExpectMsgAsync("second", Deadline);
        await ExpectMsgAsync("third", Deadline);
        await ExpectMsgAsync("flush", Deadline);
    }

    /// <summary>All messages between AkkaH2's actors that may cross the end of their receiver: they are not worth logging.</summary>
    [Fact]
    public async Task What_suppresses_dead_letters_is_published_as_suppressed_and_not_as_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.EventStream.Subscribe(TestActor, typeof(SuppressedDeadLetter));
        Sys.DeadLetters.Tell(new Quiet(), TestActor);
        Sys.DeadLetters.Tell("loud", TestActor);
        await ExpectMsgAsync<SuppressedDeadLetter>(Deadline);
        Assert.Equal("loud", (await ExpectMsgAsync<DeadLetter>(Deadline)).Message);
    }

    /// <summary>LostRequests: a request that is lost is known by its message and its sender.</summary>
    [Fact]
    public async Task A_dead_letter_has_the_message_and_its_sender()
    {
        var dead = Sys.ActorOf(BlackHoleActorProps);
        Assert.True(await dead.GracefulStop(Deadline));
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        dead.Tell("lost", TestActor);
        var letter = await ExpectMsgAsync<DeadLetter>(Deadline);
        Assert.Equal(("lost", TestActor), (letter.Message, letter.Sender));
    }

    /// <summary>LostRequests: what an actor leaves in its mailbox when it stops is lost too.</summary>
    [Fact]
    public async Task What_is_left_in_the_mailbox_of_an_actor_that_stops_is_a_dead_letter()
    {
        using var filled = new ManualResetEventSlim();
        var stopping = Sys.ActorOf(Props.Create(() => new Stopping(filled)));
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        stopping.Tell("stop", TestActor);
        stopping.Tell("left", TestActor);
        filled.Set();
        var letter = await ExpectMsgAsync<DeadLetter>(Deadline);
        Assert.Equal(("left", TestActor), (letter.Message, letter.Sender));
    }

    /// <summary>LostRequests: so is a request that its actor does not handle.</summary>
    [Fact]
    public async Task An_unhandled_message_is_published_with_its_sender()
    {
        var deaf = Sys.ActorOf(Props.Create(() => new Deaf()));
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        deaf.Tell("unheard", TestActor);
        var unhandled = await ExpectMsgAsync<UnhandledMessage>(Deadline);
        Assert.Equal(("unheard", TestActor, deaf), (unhandled.Message, unhandled.Sender, unhandled.Recipient));
    }

    private static Props BlackHoleActorProps => Props.Create(() => new Deaf());

    private sealed class Quiet : IDeadLetterSuppression;

    private sealed class Deaf : ReceiveActor;

    private sealed class Stopping : ReceiveActor
    {
        public Stopping(ManualResetEventSlim filled) => Receive<string>(_ =>
        {
            filled.Wait(Deadline);
            Context.Stop(Self);
        });
    }

    private sealed class Flushing : ReceiveActor
    {
        public Flushing(ManualResetEventSlim filled, IActorRef log) => Receive<string>(message =>
        {
            log.Tell(message);
            if (message != "first")
                return;
            filled.Wait(Deadline);
            Self.Tell("flush");
        });
    }
}
