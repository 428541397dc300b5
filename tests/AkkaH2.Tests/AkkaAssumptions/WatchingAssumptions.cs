using Akka.Actor;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class WatchingAssumptions : AssumptionTest
{
    /// <summary>StreamActor: an endpoint's actor that is dead before the first request is answered for with 503.</summary>
    [Fact]
    public async Task Watching_an_actor_that_is_dead_already_gives_Terminated()
    {
        var dead = Sys.ActorOf(Props.Create(() => new Echo()));
        Assert.True(await dead.GracefulStop(Deadline));
        Watch(dead);
        Assert.Equal(dead, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>ConnectionActor: it supervises its StreamActors and watches them; one that failed is answered for when it is Terminated.</summary>
    [Fact]
    public async Task A_child_that_fails_and_is_stopped_by_its_supervisor_is_Terminated_for_it()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor)));
        parent.Tell("fail");
        Assert.Equal("child", (await ExpectMsgAsync<ActorPath>(Deadline)).Name);
    }

    /// <summary>ServerBinding.TerminateAsync: what is not done in time is cut off, and the caller gets false.</summary>
    [Fact]
    public async Task GracefulStop_says_false_when_its_time_is_over()
    {
        var obstinate = Sys.ActorOf(Props.Create(() => new Echo()));
        Assert.False(await obstinate.GracefulStop(TimeSpan.FromMilliseconds(50), "stay"));
        Assert.Equal("alive", await obstinate.Ask<string>("alive", Deadline));
    }

    /// <summary>ServerBinding.TerminateAsync: true says that nothing of it is left.</summary>
    [Fact]
    public async Task GracefulStop_says_true_when_the_actor_and_its_children_have_stopped()
    {
        var child = new TaskCompletionSource<IActorRef>();
        var parent = Sys.ActorOf(Props.Create(() => new Parent(TestActor, child)));
        Watch(await child.Task.WaitAsync(Deadline));
        Assert.True(await parent.GracefulStop(Deadline));
        await ExpectMsgAsync<Terminated>(Deadline);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef log, TaskCompletionSource<IActorRef>? known = null)
        {
            var child = Context.Watch(Context.ActorOf(Props.Create(() => new Failing()), "child"));
            known?.SetResult(child);
            Receive<string>(child.Tell);
            Receive<Terminated>(stopped => log.Tell(stopped.ActorRef.Path));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<string>(_ => throw new NotSupportedException());
    }
}
