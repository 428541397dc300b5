using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

[Trait("RFC 9218", "10")]
public abstract class UrgencyTests(string transport) : PriorityTest(transport)
{
    [Fact]
    [Trait("RFC 9218", "4.1")]
    public async Task The_most_urgent_response_goes_first()
    {
        var peer = await ConnectBlocked();
        await Ask(
            peer,
            Headers(3).Get("/frames/2").Field("priority", "u=5"),
            Headers(5).Get("/frames/2").Field("priority", "u=1"),
            Headers(7).Get("/frames/2"));
        await ExpectOrder(peer, 5, 5, 7, 7, 3, 3);
    }

    [Fact]
    [Trait("RFC 9218", "4.2")]
    public async Task Incremental_responses_share_and_others_go_one_after_the_other()
    {
        var peer = await ConnectBlocked();
        await Ask(
            peer,
            Headers(3).Get("/frames/2").Field("priority", "u=1, i"),
            Headers(5).Get("/frames/2").Field("priority", "u=1, i"),
            Headers(7).Get("/frames/2").Field("priority", "u=2"),
            Headers(9).Get("/frames/2").Field("priority", "u=2"));
        await ExpectOrder(peer, 3, 5, 3, 5, 7, 7, 9, 9);
    }

    [Fact]
    public async Task Clients_that_say_nothing_are_served_round_by_round()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/3"), Headers(5).Get("/frames/3"), Headers(7).Get("/frames/3"));
        await ExpectOrder(peer, 3, 5, 7, 3, 5, 7, 3, 5, 7);
    }

    [Fact]
    public async Task A_less_urgent_response_is_not_starved()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/40").Field("priority", "u=0"), Headers(5).Get("/frames/2").Field("priority", "u=7"));
        Assert.Equal([16, 32], (await Grant(peer, 40)).Select((stream, i) => stream == 5 ? i + 1 : 0).Where(turn => turn > 0));
    }

    [Fact]
    [Trait("RFC 9218", "8")]
    public async Task The_response_says_how_urgent_it_is()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/2").Field("priority", "u=1"), Headers(5).Get("/urgent").Field("priority", "u=7, i"));
        await ExpectOrder(peer, 5, 5, 3, 3);
    }

    [Fact]
    [Trait("RFC 9218", "7.1")]
    public async Task PRIORITY_UPDATE_changes_the_order_of_what_is_under_way()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/3").Field("priority", "u=1"), Headers(5).Get("/frames/3").Field("priority", "u=2"));
        await ExpectOrder(peer, 3);
        await peer.Send(PriorityUpdate(5, "u=0"));
        await ExpectOrder(peer, 5, 5, 5, 3, 3);
    }

    [Fact]
    [Trait("RFC 9218", "7.1")]
    public async Task PRIORITY_UPDATE_that_comes_before_its_request_goes_before_its_field()
    {
        var peer = await ConnectBlocked();
        await peer.Send(PriorityUpdate(5, "u=6"), PriorityUpdate(5, "u=0"));
        await Ask(peer, Headers(3).Get("/frames/2").Field("priority", "u=1"), Headers(5).Get("/frames/2").Field("priority", "u=7"));
        await ExpectOrder(peer, 5, 5, 3, 3);
    }

    [Fact]
    [Trait("RFC 9218", "7")]
    public async Task PRIORITY_UPDATE_whose_value_is_malformed_changes_nothing()
    {
        var peer = await ConnectBlocked();
        await Ask(peer, Headers(3).Get("/frames/2").Field("priority", "u=1"), Headers(5).Get("/frames/2").Field("priority", "u=2"));
        await peer.Send(PriorityUpdate(5, "u=0,"));
        await ExpectOrder(peer, 3, 3, 5, 5);
    }

    [Fact]
    [Trait("RFC 9218", "2.1")]
    public async Task The_signals_of_RFC_7540_mean_nothing_and_the_server_says_so()
    {
        var peer = await ConnectBlocked();
        Assert.Equal(1u, peer.PeerSettings[SettingId.NoRfc7540Priorities]);
        await Ask(peer, Headers(3).Get("/frames/2").Priority(0, 1), Headers(5).Get("/frames/2").Priority(0, 256));
        await peer.Send(Priority(3, 5, exclusive: true));
        await ExpectOrder(peer, 3, 5, 3, 5);
    }
}

public sealed class UrgencyOverSocketsTests() : UrgencyTests("sockets");

public sealed class UrgencyOverAkkaIoTests() : UrgencyTests("akka-io");
