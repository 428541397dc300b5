using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Actors found by path: absolute, relative, with wildcards; and Identify, which answers with the reference.</summary>
public sealed class ActorSelectionTests : TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void An_absolute_path_reaches_the_actor()
    {
        Sys.ActorOf(SimpleEchoActor.Props(), "echo");

        Sys.ActorSelection("/user/echo").Tell("hello", TestActor);

        ExpectMsg("hello");
    }

    [Fact]
    public void A_whole_path_with_its_address_reaches_the_actor()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props(), "echo");

        Sys.ActorSelection(echo.Path.ToString()).Tell("hello", TestActor);

        ExpectMsg("hello");
    }

    [Fact]
    public void The_path_of_a_reference_is_a_selection()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props(), "echo");

        Sys.ActorSelection(echo.Path).Tell("hello", TestActor);

        ExpectMsg("hello");
    }

    [Fact]
    public void A_star_reaches_every_child()
    {
        var parent = Family("a1", "a2", "b1");

        Sys.ActorSelection(parent.Path / "*").Tell("who?", TestActor);

        ExpectMsgAllOf("a1", "a2", "b1");
    }

    [Fact]
    public void A_pattern_reaches_the_children_whose_name_matches()
    {
        var parent = Family("a1", "a2", "b1");

        Sys.ActorSelection($"{parent.Path.ToStringWithoutAddress()}/a*").Tell("who?", TestActor);

        ExpectMsgAllOf("a1", "a2");
        Assert.False(HasMessages);
    }

    [Theory]
    [InlineData("a1", "a1")]
    [InlineData("../family/b1", "b1")]
    [InlineData("../*/a2", "a2")]
    public void A_relative_path_starts_at_the_actor(string path, string expected)
    {
        var parent = Family("a1", "a2", "b1");

        parent.Tell(path);

        ExpectMsg(expected);
    }

    [Fact]
    public void Two_dots_at_the_end_are_the_parent()
    {
        var parent = Family("a1");
        Sys.ActorSelection("/user/family/a1").Tell("where is ..?", TestActor);

        Assert.Equal(parent, ExpectMsg<ActorIdentity>().Subject);
    }

    [Fact]
    public async Task ResolveOne_gives_the_reference()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props(), "echo");

        Assert.Equal(echo, await Sys.ActorSelection("/user/echo").ResolveOne(Long));
    }

    [Fact]
    public async Task ResolveOne_fails_where_nobody_is() =>
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Long));

    [Fact]
    public void Identify_is_answered_with_the_id_and_the_reference()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props(), "echo");

        Sys.ActorSelection("/user/echo").Tell(new Identify("the id"), TestActor);

        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal("the id", identity.MessageId);
        Assert.Equal(echo, identity.Subject);
    }

    [Fact]
    public void Identify_is_answered_with_nobody_where_nobody_is()
    {
        Sys.ActorSelection("/user/nobody").Tell(new Identify(7), TestActor);

        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal(7, identity.MessageId);
        Assert.Null(identity.Subject);
    }

    [Fact]
    public void Identify_works_on_a_reference_too()
    {
        var black = Sys.ActorOf(BlackHoleActor.Props);

        black.Tell(new Identify(1));

        Assert.Equal(black, ExpectMsg<ActorIdentity>().Subject);
    }

    private IActorRef Family(params string[] children)
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()), "family");
        foreach (var child in children)
        {
            parent.Tell(new Parent.Bear(child));
            ExpectMsg<IActorRef>();
        }
        return parent;
    }

    private sealed class Parent : UntypedActor
    {
        public sealed record Bear(string Name);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Bear child:  Sender.Tell(Context.ActorOf(Props.Create(() => new Child()), child.Name)); break;
                case string path: Context.ActorSelection(path).Tell("who?", Sender); break;
            }
        }
    }

    private sealed class Child : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "who?")
                Sender.Tell(Self.Path.Name);
            else
                Context.ActorSelection("..").Tell(new Identify(1), Sender);
        }
    }
}
