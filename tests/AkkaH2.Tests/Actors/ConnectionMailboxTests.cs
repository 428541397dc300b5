using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using AkkaH2.Actors;

namespace AkkaH2.Tests.Actors;

public sealed class SwappingQueueTests
{
    private readonly SwappingQueue _queue = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void Messages_come_out_in_the_order_in_which_they_came_in(int count)
    {
        for (var round = 0; round < 3; round++)
        {
            Enqueue(Enumerable.Range(0, count));
            Assert.Equal((true, count), (_queue.HasMessages, _queue.Count));
            Assert.Equal(Enumerable.Range(0, count), Drain());
            Assert.Equal((false, 0), (_queue.HasMessages, _queue.Count));
        }
    }

    [Fact]
    public void Messages_that_come_while_it_is_emptied_come_last()
    {
        Enqueue([1, 2, 3]);
        Assert.True(_queue.TryDequeue(out var first));
        Enqueue([4, 5]);
        Assert.Equal(1, first.Message);
        Assert.Equal(4, _queue.Count);
        Assert.Equal([2, 3, 4, 5], Drain());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Stashed_messages_come_before_all_that_wait(int waiting)
    {
        Enqueue(Enumerable.Range(0, waiting + 1));
        Assert.True(_queue.TryDequeue(out _));
        for (var stashed = -1; stashed >= -10; stashed--)
            _queue.EnqueueFirst(new Envelope(stashed, ActorRefs.Nobody));
        Assert.Equal([.. Enumerable.Range(-10, 10), .. Enumerable.Range(1, waiting)], Drain());
    }

    [Fact]
    public void Messages_left_at_the_end_become_dead_letters()
    {
        Enqueue([1, 2]);
        var deadLetters = new SwappingQueue();
        _queue.CleanUp(ActorRefs.Nobody, deadLetters);
        Assert.False(_queue.HasMessages);
        Assert.Equal(2, deadLetters.Count);
    }

    [Fact]
    public async Task Each_of_many_senders_keeps_its_order()
    {
        const int Senders = 4, Each = 50_000;
        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                _queue.Enqueue(ActorRefs.Nobody, new Envelope((sender, i), ActorRefs.Nobody));
        })).ToArray();

        var next = new int[Senders];
        while (next.Sum() < Senders * Each)
        {
            if (!_queue.TryDequeue(out var envelope))
            {
                Assert.False(sending.All(task => task.IsCompleted) && !_queue.HasMessages && next.Sum() < Senders * Each);
                continue;
            }

            var (sender, i) = ((int, int))envelope.Message;
            Assert.Equal(next[sender]++, i);
        }

        await Task.WhenAll(sending);
        Assert.False(_queue.HasMessages);
    }

    // Akka schedules a mailbox by what a sender sees of its status behind Enqueue, or by what its actor sees of its queue behind the run that has
    // ended. If both could see the past, the message would wait until another one comes.
    [Fact]
    public async Task A_sender_sees_that_the_actor_has_stopped_or_the_actor_sees_the_message()
    {
        const int Rounds = 300_000; // fewer where a second is over before: on a busy machine the threads wait for each other
        var (status, ready, end) = (0, 0, Rounds);
        var (seenRunning, seenMessage) = (new bool[Rounds], new bool[Rounds]);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(OnThreadOfItsOwn(Send), OnThreadOfItsOwn(Act));
        Assert.DoesNotContain(Enumerable.Range(0, end), round => seenRunning[round] && !seenMessage[round]);

        void Send()
        {
            for (var round = 0; Meet(ref ready, round) && round < Volatile.Read(ref end); round++)
            {
                _queue.Enqueue(ActorRefs.Nobody, new Envelope(this, ActorRefs.Nobody));
                seenRunning[round] = Volatile.Read(ref status) == round;
            }
        }

        void Act()
        {
            for (var round = 0; Meet(ref ready, round) && round < end; round++)
            {
                Interlocked.Exchange(ref status, round + 1);
                seenMessage[round] = _queue.HasMessages;
                var spin = default(SpinWait);
                while (!_queue.TryDequeue(out _))
                    spin.SpinOnce(sleep1Threshold: -1);
                if (clock.Elapsed > TimeSpan.FromSeconds(1))
                    Volatile.Write(ref end, round + 1);
            }
        }
    }

    private static Task OnThreadOfItsOwn(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Both threads leave at the same moment.
    private static bool Meet(ref int ready, int round)
    {
        Interlocked.Increment(ref ready);
        var tries = 0;
        while (Volatile.Read(ref ready) < 2 * (round + 1))
        {
            if (++tries % 1_000 == 0)
                Thread.Yield();
        }

        return true;
    }

    private void Enqueue(IEnumerable<int> messages)
    {
        foreach (var message in messages)
            ((IMessageQueue)_queue).Enqueue(ActorRefs.Nobody, new Envelope(message, ActorRefs.Nobody));
    }

    private List<int> Drain()
    {
        List<int> messages = [];
        while (_queue.TryDequeue(out var envelope))
            messages.Add((int)envelope.Message);
        return messages;
    }
}

public sealed class ConnectionMailboxTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Actors_on_the_dispatcher_of_connections_have_it_and_may_stash()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing()).WithDispatcher(Sys.Http2().Settings.Dispatcher));
        actor.Tell(1, TestActor);
        actor.Tell(2, TestActor);
        actor.Tell("open", TestActor);
        actor.Tell(3, TestActor);
        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void Actors_of_other_dispatchers_have_Akkas_own()
    {
        Assert.Equal(typeof(SwappingQueue), QueueOf(Sys.Http2().Settings.Dispatcher));
        Assert.NotEqual(typeof(SwappingQueue), QueueOf("akka.actor.default-dispatcher"));
    }

    private Type QueueOf(string dispatcher)
    {
        Sys.ActorOf(Props.Create(() => new Asked()).WithDispatcher(dispatcher)).Tell("which?", TestActor);
        return ExpectMsg<Type>();
    }

    private sealed class Asked : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(((ActorCell)Context).Mailbox!.MessageQueue.GetType());
    }

    private sealed class Stashing : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "open")
            {
                Become(opened => Sender.Tell(opened));
                Stash.UnstashAll();
            }
            else
            {
                Stash.Stash();
            }
        }
    }
}
