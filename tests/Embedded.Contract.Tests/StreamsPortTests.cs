using Akka.Streams.Stage;

namespace Embedded.Contract.Tests;

/// <summary>The port rules of GraphStage: what may be done when, and what comes of it otherwise.</summary>
public sealed class StreamsPortTests : StreamsSpec
{
    [Fact]
    public void Each_pull_allows_one_push()
    {
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Pulled = () =>
        {
            logic.Push(1);
            logic.Push(2);
        }));

        down.Request(2).ExpectNext(1);

        Refused("push .*twice", down.ExpectError());
    }

    [Fact]
    public void A_push_without_a_pull_is_refused()
    {
        var error = ErrorOf(logic => logic.Started = () => logic.Push(1));

        Refused("push .*twice", error);
    }

    [Fact]
    public void A_push_of_null_is_refused()
    {
        var (_, down) = Probes(new Scripted<string, string>(logic => logic.Pulled = () => logic.Push(null!)));

        down.Request(1);

        Assert.IsType<ArgumentNullException>(down.ExpectError());
    }

    [Fact]
    public void A_push_after_completion_is_refused()
    {
        Exception? seen = null;
        var (_, down) = Probes(new Scripted<int, int>(logic => logic.Pulled = () =>
        {
            logic.Complete();
            seen = Record.Exception(() => logic.Push(1));
        }));

        down.Request(1).ExpectComplete();

        Refused("push .*closed", seen!);
    }

    [Fact]
    public void A_second_pull_before_the_push_is_refused()
    {
        var error = ErrorOf(logic => logic.Pulled = () =>
        {
            logic.Pull();
            logic.Pull();
        });

        Refused("pull .*twice", error);
    }

    [Fact]
    public void A_pull_after_cancellation_is_refused_and_TryPull_is_not()
    {
        var error = ErrorOf(logic =>
        {
            logic.Pulled = () =>
            {
                logic.Cancel();
                logic.TryPull();
                logic.Pull();
            };
        });

        Refused("pull .*closed", error);
    }

    [Fact]
    public void An_element_is_grabbed_once()
    {
        var error = ErrorOf(
            logic => logic.Pushed = () =>
            {
                logic.Grab();
                logic.Grab();
            },
            element: 1);

        Refused("get element from already empty", error);
    }

    [Fact]
    public void A_grab_without_a_push_is_refused()
    {
        var error = ErrorOf(logic => logic.Pulled = () => logic.Grab());

        Refused("get element from already empty", error);
    }

    [Fact]
    public void The_ports_say_what_may_be_done()
    {
        var states = new List<string>();
        ScriptedLogic<int, int> logic = null!;
        void Note(string when) => states.Add(
            $"{when}: in{(logic.InHasBeenPulled ? " pulled" : "")}{(logic.InIsAvailable ? " available" : "")}{(logic.InIsClosed ? " closed" : "")}"
            + $", out{(logic.OutIsAvailable ? " available" : "")}{(logic.OutIsClosed ? " closed" : "")}");

        var (up, down) = Probes(new Scripted<int, int>(l =>
        {
            logic = l;
            l.Started = () => Note("start");
            l.Pulled = () =>
            {
                Note("pulled");
                l.Pull();
                Note("after Pull");
            };
            l.Pushed = () =>
            {
                Note("pushed");
                var element = l.Grab();
                Note("after Grab");
                l.Push(element);
                Note("after Push");
            };
            l.Finished = () =>
            {
                Note("finished");
                l.Complete();
                Note("after Complete");
            };
        }));

        down.Request(1);
        up.SendNext(7);
        down.ExpectNext(7);
        up.SendComplete();
        down.ExpectComplete();

        Assert.Equal(
            [
                "start: in, out",
                "pulled: in, out available",
                "after Pull: in pulled, out available",
                "pushed: in available, out available",
                "after Grab: in, out available",
                "after Push: in, out",
                "finished: in closed, out",
                "after Complete: in closed, out closed",
            ],
            states);
    }

    [Fact]
    public void Elements_of_value_types_and_of_reference_types_pass()
    {
        var (up, down) = Probes(new Scripted<(int, string), (int, string)>(_ => { }));

        down.Request(2);
        up.SendNext((1, "a")).SendNext((2, "b"));

        down.ExpectNext((1, "a")).ExpectNext((2, "b"));
    }

    [Fact]
    public void A_port_without_a_handler_cannot_be_materialized() =>
        Assert.ThrowsAny<Exception>(() => Probes(new Unhandled()));

    private Exception ErrorOf(Action<ScriptedLogic<int, int>> script, int? element = null)
    {
        var (up, down) = Probes(new Scripted<int, int>(script));

        down.Request(1);
        if (element is { } sent) up.SendNext(sent);

        return down.ExpectError();
    }

    /// <summary>The port's name and the rest of the words are not promised.</summary>
    private static void Refused(string what, Exception error) => Assert.Matches("^Cannot " + what, Assert.IsType<ArgumentException>(error).Message);

    private sealed class Unhandled : GraphStage<Akka.Streams.FlowShape<int, int>>
    {
        public override Akka.Streams.FlowShape<int, int> Shape { get; } =
            new(new Akka.Streams.Inlet<int>("unhandled.in"), new Akka.Streams.Outlet<int>("unhandled.out"));

        protected override GraphStageLogic CreateLogic(Akka.Streams.Attributes inheritedAttributes) => new Logic(Shape);

        private sealed class Logic(Akka.Streams.FlowShape<int, int> shape) : GraphStageLogic(shape);
    }
}
