using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>ReceiveActor: the first handler that fits gets the message.</summary>
public sealed class ReceiveTests : TestKit
{
    private interface IAnimal;

    private record Dog : IAnimal;

    private sealed record Puppy : Dog;

    private sealed record Add(int Number);

    [Fact]
    public void A_handler_takes_its_type_and_what_derives_from_it()
    {
        var actor = Scripting(script =>
        {
            script.On<Puppy>(_ => "puppy");
            script.On<Dog>(_ => "dog");
            script.On<IAnimal>(_ => "animal");
        });

        actor.Tell(new Puppy(), TestActor);
        actor.Tell(new Dog(), TestActor);

        ExpectMsg("puppy");
        ExpectMsg("dog");
    }

    [Fact]
    public void Handlers_are_asked_in_the_order_they_were_added()
    {
        var actor = Scripting(script =>
        {
            script.On<IAnimal>(_ => "first");
            script.On<Dog>(_ => "second");
        });

        actor.Tell(new Dog(), TestActor);

        ExpectMsg("first");
    }

    [Fact]
    public void A_predicate_decides_before_the_handler()
    {
        var actor = Scripting(script =>
        {
            script.When<int>(number => number < 0, _ => "negative");
            script.When<int>(number => number > 10, _ => "large");
            script.On<int>(_ => "number");
        });

        foreach (var number in new[] { -1, 11, 5, 12 }) actor.Tell(number, TestActor);

        foreach (var expected in new[] { "negative", "large", "number", "large" }) ExpectMsg(expected);
    }

    [Fact]
    public void A_handler_that_returns_false_leaves_the_message_to_the_next()
    {
        var actor = ActorOf<Divisible>();

        foreach (var number in new[] { 6, 9, 7 }) actor.Tell(number, TestActor);

        foreach (var expected in new[] { "by two", "by three", "by one" }) ExpectMsg(expected);
    }

    [Fact]
    public void ReceiveAny_takes_what_nothing_else_takes()
    {
        var actor = Scripting(script =>
        {
            script.On<string>(_ => "text");
            script.Any(message => message.GetType().Name);
        });

        actor.Tell("x", TestActor);
        actor.Tell(5L, TestActor);
        actor.Tell(new Dog(), TestActor);

        ExpectMsg("text");
        ExpectMsg("Int64");
        ExpectMsg("Dog");
    }

    [Fact]
    public void Any_number_of_types_is_told_apart()
    {
        object[] messages = [(byte)1, (short)1, 1, 1L, 1f, 1d, 1m, 'a', "a", true, (sbyte)1, (ushort)1, 1u, 1ul, Guid.Empty, DateTime.UnixEpoch, TimeSpan.Zero, new Dog(), new Puppy()];
        var actor = Scripting(script =>
        {
            script.On<IAnimal>(message => message.GetType().Name);
            script.Any(message => message.GetType().Name);
        });

        foreach (var _ in Enumerable.Range(0, 2))
        {
            foreach (var message in messages) actor.Tell(message, TestActor);
            foreach (var message in messages) ExpectMsg(message.GetType().Name);
        }
    }

    [Fact]
    public void What_no_handler_takes_is_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Scripting(script => script.On<string>(text => text));

        actor.Tell(42);

        ExpectMsg<UnhandledMessage>(unhandled => Equals(unhandled.Message, 42) && unhandled.Recipient.Equals(actor));
    }

    [Fact]
    public void Nothing_can_be_added_behind_a_handler_of_everything()
    {
        var failure = FailureOf(script =>
        {
            script.Any(_ => "any");
            script.On<string>(_ => "text");
        });

        Assert.IsType<InvalidOperationException>(failure);
    }

    [Fact]
    public void Handlers_are_added_in_the_constructor_and_in_Become_only()
    {
        var actor = ActorOf<AddsLate>();

        actor.Tell("add", TestActor);

        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void Become_replaces_all_handlers()
    {
        var actor = ActorOf<Switch>();

        foreach (var message in new[] { "on", "hello", "off", "hello" }) actor.Tell(message, TestActor);

        ExpectMsg("is on: hello");
        ExpectMsg("is off: hello");
    }

    [Fact]
    public void Stacked_behaviours_come_back()
    {
        var actor = ActorOf<Stacked>();

        foreach (var message in new[] { "x", "push", "x", "push", "x", "pop", "x", "pop", "x", "pop", "x" }) actor.Tell(message, TestActor);

        foreach (var depth in new[] { 0, 1, 2, 1, 0, 0 }) ExpectMsg(depth);
    }

    [Fact]
    public void While_an_asynchronous_handler_waits_nothing_else_is_received()
    {
        var gate = new TaskCompletionSource();
        var actor = ActorOf(Props.Create(() => new Waits(gate.Task)));

        actor.Tell(new Add(1), TestActor);
        actor.Tell(new Add(2), TestActor);
        actor.Tell("sum", TestActor);

        ExpectMsg("waiting");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        gate.SetResult();
        ExpectMsg("added 1");
        ExpectMsg("waiting");
        ExpectMsg("added 2");
        ExpectMsg(3);
    }

    [Fact]
    public void An_asynchronous_handler_fails_like_any_other()
    {
        var supervisor = ActorOf(Props.Create(() => new Reports(TestActor)));

        supervisor.Tell("go");

        Assert.Equal("after waiting", ExpectMsg<InvalidDataException>().Message);
    }

    private IActorRef Scripting(Action<Scripted> script) => ActorOf(Props.Create(() => new Scripted(script)));

    private Exception FailureOf(Action<Scripted> script)
    {
        var failure = new TaskCompletionSource<Exception>();
        Scripting(scripted => failure.SetResult(Record.Exception(() => script(scripted))));
        Assert.True(failure.Task.Wait(RemainingOrDefault));
        return failure.Task.Result;
    }

    /// <summary>Answers every message with what its handler returns.</summary>
    private sealed class Scripted : ReceiveActor
    {
        public Scripted(Action<Scripted> script) => script(this);

        public void On<T>(Func<T, object> answer) => Receive<T>(message => Sender.Tell(answer(message)));

        public void When<T>(Predicate<T> condition, Func<T, object> answer) => Receive(condition, message => Sender.Tell(answer(message)));

        public void Any(Func<object, object> answer) => ReceiveAny(message => Sender.Tell(answer(message)));
    }

    private sealed class Divisible : ReceiveActor
    {
        public Divisible()
        {
            Receive<int>(number => Answered(number % 2 == 0, "by two"));
            Receive<int>(number => Answered(number % 3 == 0, "by three"));
            Receive<int>(_ => Sender.Tell("by one"));
        }

        private bool Answered(bool applies, string answer)
        {
            if (applies) Sender.Tell(answer);
            return applies;
        }
    }

    private sealed class AddsLate : ReceiveActor
    {
        public AddsLate() => Receive<string>(_ => Sender.Tell(Record.Exception(() => Receive<int>(_ => { }))));
    }

    private sealed class Switch : ReceiveActor
    {
        public Switch() => Off();

        private void Off()
        {
            Receive<string>(text => text == "on", _ => Become(On));
            Receive<string>(text => Sender.Tell($"is off: {text}"));
        }

        private void On()
        {
            Receive<string>(text => text == "off", _ => Become(Off));
            Receive<string>(text => Sender.Tell($"is on: {text}"));
        }
    }

    private sealed class Stacked : ReceiveActor
    {
        public Stacked() => Depth(0);

        private void Depth(int depth)
        {
            Receive<string>(text => text == "push", _ => BecomeStacked(() => Depth(depth + 1)));
            Receive<string>(text => text == "pop", _ => UnbecomeStacked());
            Receive<string>(_ => Sender.Tell(depth));
        }
    }

    private sealed class Waits : ReceiveActor
    {
        private int _sum;

        public Waits(Task gate)
        {
            ReceiveAsync<Add>(async add =>
            {
                Sender.Tell("waiting");
                await gate;
                _sum += add.Number;
                Sender.Tell($"added {add.Number}");
            });
            Receive<string>(_ => Sender.Tell(_sum));
        }
    }

    private sealed class Reports : ReceiveActor
    {
        public Reports(IActorRef observer)
        {
            var child = Context.ActorOf(Props.Create(() => new FailsLater()));
            _strategy = new OneForOneStrategy(cause =>
            {
                observer.Tell(cause);
                return Directive.Stop;
            });
            Receive<string>(text => child.Tell(text));
        }

        private readonly SupervisorStrategy _strategy;

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;
    }

    private sealed class FailsLater : ReceiveActor
    {
        public FailsLater() => ReceiveAsync<string>(async _ =>
        {
            await Task.Yield();
            throw new InvalidDataException("after waiting");
        });
    }
}
