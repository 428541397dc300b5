using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Become replaces the behaviour, BecomeStacked puts one on top, UnbecomeStacked takes it off again.</summary>
public sealed class BecomeTests : TestKit
{
    [Fact]
    public void Become_replaces_the_behaviour() => Says("become happy", "who?", "happy", "become sad", "who?", "sad");

    [Fact]
    public void Stacked_behaviours_come_back_in_turn() =>
        Says("stack happy", "stack sad", "who?", "sad", "unbecome", "who?", "happy", "unbecome", "who?", "first");

    [Fact]
    public void What_is_become_on_top_of_a_behaviour_leaves_it_as_it_was() =>
        Says("become happy", "stack sad", "become angry", "who?", "angry", "unbecome", "who?", "happy");

    [Fact]
    public void The_first_behaviour_is_never_taken_off() => Says("unbecome", "unbecome", "who?", "first");

    [Fact]
    public void A_restart_goes_back_to_the_first_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("stack happy");

        EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() => actor.Tell("fail"));

        actor.Tell("who?");
        ExpectMsg("first");
    }

    [Fact]
    public void A_ReceiveActor_becomes_what_its_method_registers()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Door()));

        actor.Tell("state");
        ExpectMsg("closed");
        actor.Tell("open");
        actor.Tell("state");
        ExpectMsg("open");
        actor.Tell("close");
        actor.Tell("state");
        ExpectMsg("closed");
    }

    // A word after "who?" is what the actor must answer.
    private void Says(params string[] words)
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        for (var i = 0; i < words.Length; i++)
        {
            actor.Tell(words[i]);
            if (words[i] == "who?")
                ExpectMsg(words[++i]);
        }
    }

    private sealed class Moody : UntypedActor
    {
        protected override void OnReceive(object message) => Behave("first", message);

        private void Behave(string name, object message)
        {
            switch ((string)message)
            {
                case "who?":                        Sender.Tell(name); break;
                case "unbecome":                    UnbecomeStacked(); break;
                case "fail":                        throw new InvalidOperationException("boom");
                case var s when s.StartsWith("become "): Become(next => Behave(s[7..], next)); break;
                case var s when s.StartsWith("stack "):  BecomeStacked(next => Behave(s[6..], next)); break;
            }
        }
    }

    private sealed class Door : ReceiveActor
    {
        public Door() => Closed();

        private void Closed()
        {
            Receive<string>(word => word == "state", _ => Sender.Tell("closed"));
            Receive<string>(word => word == "open", _ => Become(Open));
        }

        private void Open()
        {
            Receive<string>(word => word == "state", _ => Sender.Tell("open"));
            Receive<string>(word => word == "close", _ => Become(Closed));
        }
    }
}
