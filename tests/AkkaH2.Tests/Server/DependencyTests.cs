using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

[Trait("RFC 7540", "5.3")]
public abstract class DependencyTests(string transport) : PriorityTest(transport)
{
    protected override string Hocon => "akka.h2 { scheduler = rfc7540, glitch-burst = 50, glitches-per-second = 0, max-concurrent-streams = 20 }";

    [Fact]
    [Trait("RFC 7540", "5.3.2")]
    public async Task Responses_share_by_their_weights()
    {
        var peer = await ConnectBlocked();
        Assert.DoesNotContain(SettingId.NoRfc7540Priorities, peer.PeerSettings.Keys);
        await Ask(peer, Headers(3).Get("/frames/20").Priority(0, 256), Headers(5).Get("/frames/20").Priority(0, 128));
        Assert.Equal(20, (await Grant(peer, 30)).Count(stream => stream == 3));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.1")]
    public async Task A_response_goes_before_those_that_depend_on_it()
    {
        var peer = await ConnectBlocked();
        await Ask(
            peer,
            Headers(3).Get("/frames/2"),
            Headers(5).Get("/frames/2").Priority(3),
            Headers(7).Get("/frames/2").Priority(3, exclusive: true));
        await ExpectOrder(peer, 3, 3, 7, 7, 5, 5);
    }

    [Fact]
    [Trait("RFC 7540", "5.3.3")]
    public async Task PRIORITY_changes_the_order_of_what_is_under_way()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/4"), Headers(5).Get("/frames/3").Priority(3));
        await ExpectOrder(peer, 3, 3);
        await peer.Send(Priority(3, 5));
        await ExpectOrder(peer, 5, 5, 5, 3, 3);
    }

    [Fact]
    [Trait("RFC 7540", "5.3.4")]
    public async Task Responses_can_depend_on_streams_that_are_idle()
    {
        var peer = await ConnectBlocked();
        await peer.Send(Priority(101, 0, 256), Priority(103, 0, 64));
        await Ask(peer, Headers(3).Get("/frames/8").Priority(103), Headers(5).Get("/frames/8").Priority(101));
        Assert.Equal(8, (await Grant(peer, 10)).Count(stream => stream == 5));
    }

    [Fact]
    [Trait("RFC 9218", "2.1.1")]
    public async Task A_client_that_says_that_it_does_not_mean_them_is_not_heeded()
    {
        var peer = await ConnectBlocked((SettingId.NoRfc7540Priorities, 1));
        await Ask(peer, Headers(3).Get("/frames/2"), Headers(5).Get("/frames/2").Priority(0, 256, exclusive: true));
        await peer.Send(Priority(3, 5));
        await ExpectOrder(peer, 3, 5, 3, 5);
    }

    [Fact]
    [Trait("RFC 9113", "10.5")]
    public async Task Reprioritizing_in_a_loop_ends_the_connection()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/2"));
        for (var i = 0; i < 60; i++)
            await peer.Send(Priority(3, 5 + (2 * i), exclusive: true));
        await peer.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
    }
}

public sealed class DependencyOverSocketsTests() : DependencyTests("sockets");

public sealed class DependencyOverAkkaIoTests() : DependencyTests("akka-io");
