using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"In order to be notified when another actor terminates, an actor may register itself for reception of the Terminated message."</summary>
public sealed class DeathWatchTests : TestKit
{
    [Fact]
    public void Terminated_names_the_actor_and_says_that_it_existed()
    {
        var actor = Watch(Sys.ActorOf(BlackHoleActor.Props));

        Sys.Stop(actor);

        var terminated = ExpectTerminated(actor);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
    }

    [Fact]
    public void Every_watcher_is_told()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        var probes = Enumerable.Range(0, 5).Select(_ => CreateTestProbe()).ToList();
        probes.ForEach(probe => probe.Watch(actor));

        Sys.Stop(actor);

        probes.ForEach(probe => probe.ExpectTerminated(actor));
    }

    [Fact]
    public void Each_of_many_subjects_is_watched_and_unwatched_by_itself()
    {
        var actors = Enumerable.Range(0, 4).Select(_ => Watch(Sys.ActorOf(BlackHoleActor.Props))).ToList();
        Unwatch(actors[0]);
        Unwatch(actors[2]);
        Watch(actors[2]);

        foreach (var actor in actors)
        {
            var outside = CreateTestProbe();
            outside.Watch(actor);
            Sys.Stop(actor);
            outside.ExpectTerminated(actor);
        }

        Assert.Equal(actors[1..].ToHashSet(), ReceiveN(3).Cast<Terminated>().Select(terminated => terminated.ActorRef).ToHashSet());
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Terminated_comes_once_however_often_the_actor_is_watched()
    {
        var actor = Watch(Watch(Sys.ActorOf(BlackHoleActor.Props)));

        Sys.Stop(actor);

        ExpectTerminated(actor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_actor_that_is_dead_already_is_reported_too()
    {
        var actor = Watch(Sys.ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);

        CreateTestProbe().Watch(actor);
        Watch(actor);

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_reference_that_never_named_an_actor_is_reported_as_such()
    {
        var missing = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka://test/user/missing");

        Watch(missing);

        Assert.False(ExpectTerminated(missing).ExistenceConfirmed);
    }

    [Fact]
    public void Nothing_is_told_after_Unwatch_even_when_Terminated_is_in_the_mailbox_already()
    {
        var latch = CreateTestLatch();
        var watcher = Sys.ActorOf(Props.Create(() => new Unwatcher(latch)));
        watcher.Tell("spawn");
        var child = ExpectMsg<IActorRef>();
        Watch(child);

        watcher.Tell("unwatch when open");
        Sys.Stop(child);
        ExpectTerminated(child);
        latch.Open();

        watcher.Tell("were you told?");
        ExpectMsg(false);
    }

    [Fact]
    public void WatchWith_sends_the_message_in_place_of_Terminated()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        var watcher = Sys.ActorOf(Props.Create(() => new CustomWatcher(actor, TestActor)));
        watcher.Tell("watch");
        ExpectMsg("watching");

        Sys.Stop(actor);

        ExpectMsg("gone");
    }

    [Fact]
    public void Who_unwatches_may_watch_in_another_way()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        var watcher = Sys.ActorOf(Props.Create(() => new CustomWatcher(actor, TestActor)));
        watcher.Tell("watch");
        ExpectMsg("watching");
        watcher.Tell("watch otherwise");
        ExpectMsg("watching");

        Sys.Stop(actor);

        ExpectMsg(actor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_watcher_that_does_not_handle_Terminated_dies_of_a_DeathPactException()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        var watcher = Watch(Sys.ActorOf(Props.Create(() => new Careless(actor))));
        watcher.Tell("watching?");
        ExpectMsg("watching");

        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(actor));

        ExpectTerminated(watcher);
    }

    [Fact]
    public void A_parent_may_watch_its_child()
    {
        var latch = CreateTestLatch();
        var parent = Sys.ActorOf(Props.Create(() => new Unwatcher(latch)));
        parent.Tell("spawn");
        var child = ExpectMsg<IActorRef>();

        Sys.Stop(child);

        AwaitAssert(() =>
        {
            parent.Tell("were you told?");
            ExpectMsg(true, TimeSpan.FromMilliseconds(200));
        });
    }

    [Fact]
    public void Who_restarts_keeps_watching()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        var watcher = Sys.ActorOf(Props.Create(() => new CustomWatcher(actor, TestActor)));
        watcher.Tell("watch");
        ExpectMsg("watching");
        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => watcher.Tell("fail"));

        Sys.Stop(actor);

        ExpectMsg("gone");
    }

    private sealed class Unwatcher(Akka.TestKit.TestLatch latch) : UntypedActor
    {
        private IActorRef _child = ActorRefs.Nobody;
        private bool _told;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "spawn":
                    _child = Context.Watch(Context.ActorOf(BlackHoleActor.Props, "child"));
                    Sender.Tell(_child);
                    break;
                case "unwatch when open":
                    latch.Ready();
                    Context.Unwatch(_child);
                    break;
                case "were you told?":
                    Sender.Tell(_told);
                    break;
                case Terminated:
                    _told = true;
                    break;
            }
        }
    }

    private sealed class CustomWatcher(IActorRef subject, IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "watch":
                    Context.WatchWith(subject, "gone");
                    Sender.Tell("watching");
                    break;
                case "watch otherwise":
                    Context.Unwatch(subject);
                    Context.Watch(subject);
                    Sender.Tell("watching");
                    break;
                case "fail":
                    throw new InvalidOperationException("boom");
                case Terminated death:
                    probe.Tell(death.ActorRef);
                    break;
                default:
                    probe.Tell(message);
                    break;
            }
        }
    }

    private sealed class Careless(IActorRef subject) : UntypedActor
    {
        protected override void PreStart() => Context.Watch(subject);

        protected override void OnReceive(object message)
        {
            if (message is "watching?")
                Sender.Tell("watching");
            else
                Unhandled(message);
        }
    }
}
