using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Names, paths and references.</summary>
public sealed class ActorNameTests : TestKit
{
    [Fact]
    public void A_path_names_the_system_the_guardian_and_the_actor()
    {
        var actor = Sys.ActorOf(BlackHoleActor.Props, "named");

        Assert.Equal("akka://test/user/named", actor.Path.ToString());
        Assert.Equal("/user/named", actor.Path.ToStringWithoutAddress());
        Assert.Equal("named", actor.Path.Name);
        Assert.Equal(["user", "named"], actor.Path.Elements);
        Assert.Equal("user", actor.Path.Parent.Name);
    }

    [Fact]
    public void A_name_can_be_used_once_at_a_time()
    {
        Sys.ActorOf(BlackHoleActor.Props, "unique");

        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(BlackHoleActor.Props, "unique"));
    }

    [Fact]
    public void Without_a_name_every_actor_gets_one_of_its_own()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => Sys.ActorOf(BlackHoleActor.Props).Path.Name).ToHashSet();

        Assert.Equal(1000, names.Count);
        Assert.All(names, name => Assert.StartsWith("$", name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$own")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a%zz")]
    public void A_name_that_is_not_allowed_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(BlackHoleActor.Props, name));

    [Theory]
    [InlineData("a-b_c.d")]
    [InlineData("0.0.0.0:8443")]
    [InlineData("connection-17")]
    [InlineData("a%20b")]
    [InlineData("a+b=c@d!e~f*g'h,i;j&k(l)")]
    public void A_name_that_can_stand_in_a_URI_path_is_allowed(string name) =>
        Assert.Equal(name, Sys.ActorOf(BlackHoleActor.Props, name).Path.Name);

    [Fact]
    public void References_to_the_same_actor_are_equal()
    {
        var actor = Sys.ActorOf(SimpleEchoActor.Props(), "same");
        actor.Tell(new Identify(1));

        var found = ExpectMsg<ActorIdentity>().Subject;

        Assert.Equal(actor, found);
        Assert.Equal(actor.GetHashCode(), found.GetHashCode());
        Assert.Equal(0, actor.CompareTo(found));
    }

    [Fact]
    public void Props_give_the_constructor_its_arguments()
    {
        var byExpression = Sys.ActorOf(Props.Create(() => new Pair("a", 1)));
        var byArguments = Sys.ActorOf(Props.Create<Pair>("b", 2));
        var byType = Sys.ActorOf(Props.Create(typeof(Pair), "c", 3));

        byExpression.Tell("?");
        ExpectMsg("a1");
        byArguments.Tell("?");
        ExpectMsg("b2");
        byType.Tell("?");
        ExpectMsg("c3");
    }

    [Fact]
    public void Nobody_is_nobody()
    {
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.True(((IActorRef)null!).IsNobody());
        Assert.False(TestActor.IsNobody());
    }

    private sealed class Pair(string text, int number) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{text}{number}");
    }
}
