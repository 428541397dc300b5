using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>A test class marked so tells without a sender.</summary>
public sealed class NoImplicitSenderTests : Akka.TestKit.Xunit2.TestKit, INoImplicitSender
{
    [Fact]
    public void A_Tell_that_names_no_sender_has_none()
    {
        var actor = Sys.ActorOf(ForwardActor.Props(TestActor));

        actor.Tell("hello");

        ExpectMsg("hello");
        Assert.True(LastSender.IsNobody() || LastSender.Equals(Sys.DeadLetters));
    }
}
