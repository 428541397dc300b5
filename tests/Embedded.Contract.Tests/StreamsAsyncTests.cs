using Akka.Actor;
using Akka.Streams.Stage;

namespace Embedded.Contract.Tests;

/// <summary>What enters a stage from outside: callbacks, messages to its actor, the end of who it watches.</summary>
public sealed class StreamsAsyncTests : StreamsSpec
{
    [Fact]
    public void A_callback_runs_inside_the_stage()
    {
        Action<int> callback = null!;
        var (_, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Pulled = () => { };
            callback = logic.Callback<int>(element => logic.Emit(element));
        }));

        down.Request(3);
        callback(1);
        callback(2);
        Task.Run(() => callback(3));

        down.ExpectNextUnordered(1, 2, 3);
        down.Cancel();
    }

    [Fact]
    public void Callbacks_from_many_threads_run_one_at_a_time_and_none_is_lost()
    {
        const int Threads = 8;
        const int Calls = 2_000;
        Action<int> callback = null!;
        var inside = 0;
        var overlaps = 0;
        var count = 0;
        var (_, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Pulled = () => { };
            callback = logic.Callback<int>(_ =>
            {
                if (Interlocked.Increment(ref inside) != 1) overlaps++;
                if (++count == Threads * Calls) logic.Emit(count, logic.CompleteStage);
                Interlocked.Decrement(ref inside);
            });
        }));

        down.Request(1);
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
        {
            for (var i = 0; i < Calls; i++) callback(i);
        });

        down.ExpectNext(Threads * Calls, TimeSpan.FromSeconds(20));
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Callbacks_of_one_thread_come_in_order()
    {
        Action<int> callback = null!;
        var (_, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Pulled = () => { };
            callback = logic.Callback<int>(element => logic.Emit(element));
        }));

        down.Request(1_000);
        for (var i = 0; i < 1_000; i++) callback(i);

        down.ExpectNextN(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public void A_callback_that_throws_fails_the_stage()
    {
        Action<int> callback = null!;
        var (up, down) = Probes(new Scripted<int, int>(logic => callback = logic.Callback<int>(_ => throw new Broken())));

        down.Request(1);
        callback(1);

        Assert.IsType<Broken>(down.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public void A_callback_after_the_end_is_dropped()
    {
        Action<int> callback = null!;
        var called = 0;
        var (up, down) = Probes(new Scripted<int, int>(logic => callback = logic.Callback<int>(_ => called++)));

        down.EnsureSubscription();
        up.SendComplete();
        down.ExpectComplete();
        callback(1);

        Assert.Equal(0, called);
    }

    [Fact]
    public void A_stage_actor_gets_messages_with_their_senders()
    {
        IActorRef actor = null!;
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => actor = logic.Actor(args =>
            {
                args.Item1.Tell("got " + args.Item2);
                logic.Emit((string)args.Item2);
            }).Ref;
        }));

        down.Request(1);
        actor.Tell("hello", TestActor);

        ExpectMsg("got hello");
        down.ExpectNext("hello");
    }

    [Fact]
    public void A_stage_actor_can_change_its_behaviour()
    {
        StageActor actor = null!;
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () =>
            {
                actor = logic.Actor(_ => logic.Actor(args => logic.Emit("second " + args.Item2)));
                Assert.Same(actor, logic.StageActor);
            };
        }));

        down.Request(1);
        actor.Ref.Tell("a");
        actor.Ref.Tell("b");

        down.ExpectNext("second b");
    }

    [Fact]
    public void A_stage_actor_can_watch()
    {
        var watched = CreateTestProbe();
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => logic.Actor(args => logic.Emit(args.Item2 is Terminated t && t.ActorRef.Equals(watched.Ref) ? "gone" : "what?")).Watch(watched.Ref);
        }));

        down.Request(1);
        watched.Ref.Tell(PoisonPill.Instance);

        down.ExpectNext("gone");
    }

    [Fact]
    public void A_stage_actor_that_no_longer_watches_is_not_told()
    {
        var watched = CreateTestProbe();
        IActorRef actor = null!;
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () =>
            {
                var stageActor = logic.Actor(args => logic.Emit(args.Item2.ToString()!));
                stageActor.Watch(watched.Ref);
                stageActor.Unwatch(watched.Ref);
                actor = stageActor.Ref;
            };
        }));

        down.Request(2);
        Watch(watched.Ref);
        watched.Ref.Tell(PoisonPill.Instance);
        ExpectTerminated(watched.Ref);
        actor.Tell("only this");

        down.ExpectNext("only this");
    }

    [Fact]
    public void A_stage_actor_ends_with_its_stage()
    {
        IActorRef actor = null!;
        var (up, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => actor = logic.Actor(_ => { }).Ref));

        down.EnsureSubscription();
        Watch(actor);
        up.SendComplete();

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_PoisonPill_does_not_end_a_stage_actor()
    {
        IActorRef actor = null!;
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => actor = logic.Actor(args => logic.Emit((string)args.Item2)).Ref;
        }));

        down.Request(1);
        actor.Tell(PoisonPill.Instance);
        actor.Tell("still here");

        down.ExpectNext("still here");
    }

    [Fact]
    public void Without_GetStageActor_there_is_none()
    {
        Exception? seen = null;
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Started = () => seen = Record.Exception(() => logic.StageActor)));

        down.EnsureSubscription();
        down.Cancel();

        AwaitCondition(() => seen is StageActorRefNotInitializedException);
    }

    [Fact]
    public void A_stage_can_ask_an_actor_and_get_the_answer()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        var (_, down) = Probes(new Scripted<int, string>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => echo.Tell("question", logic.Actor(args => logic.Emit("answer to " + args.Item2)).Ref);
        }));

        down.Request(1).ExpectNext("answer to question");
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
