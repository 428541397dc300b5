using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>Whoever is told of something may answer it from inside of the call, with any command.</summary>
public sealed class ReentrancyTests() : ConnectionTest(new Http2Options
{
    ServerPush = true,
    Announced = new ConnectionSettings { MaxConcurrentStreams = 2, InitialWindowSize = 100_000 },
})
{
    [Fact]
    public void A_stream_that_is_reset_when_it_is_told_of_does_not_begin()
    {
        Handshake();
        WhenRequested = stream => Connection.Reset(stream.Id, ErrorCode.Cancel, "not today");
        Receive(Request(1));
        Assert.Empty(Begun);
        Assert.Equal((0, 0), (Connection.OpenStreams, Connection.AtWork));
    }

    [Fact, Trait("RFC 9113", "8.4")]
    public void A_promise_that_another_one_resets_does_not_begin()
    {
        Handshake(new Setting(SettingId.MaxConcurrentStreams, 0));
        Receive(new SettingsFrame([new Setting(SettingId.MaxConcurrentStreams, 1)]), Request(1));
        var request = PushRules.Promise(Parent, "GET", "/style", Headers.Empty);
        for (var n = 0; n < 3; n++)
            Connection.Push(new StreamId(1), request, _ => { });
        WhenBegun = stream =>
        {
            if (stream.Id.Value == 4)
                Connection.Reset(new StreamId(6), ErrorCode.Cancel, "no need");
        };
        Receive(new SettingsFrame([new Setting(SettingId.MaxConcurrentStreams, 9)]));
        Assert.Equal([1, 2, 4], Begun.Select(stream => stream.Id.Value));
        Assert.Equal(3, Connection.AtWork);
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void A_body_that_is_refused_when_a_padded_piece_comes_is_given_back_once()
    {
        Handshake();
        WhenData = stream => Connection.RefuseRest(stream.Id, ErrorCode.NoError);
        Receive(Request(1, end: false), Data(1, 100) with { PadLength = 200 });
        Assert.Equal(0, Connection.Unread);
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public void Work_that_ends_with_the_request_leaves_nothing_of_it_unread()
    {
        Handshake();
        WhenEnded = stream => EndWork(stream.Id.Value);
        Receive(Request(1, end: false));
        Connection.Respond(new StreamId(1), [new HeaderField(":status", "200")], default);
        Sent();
        Receive(Data(1, 0, end: true));
        Assert.Empty(Sent().OfType<RstStreamFrame>());
        Assert.Equal((0, 0), (Connection.OpenStreams, Connection.AtWork));
    }

    [Fact]
    public void Nothing_begins_while_a_lost_connection_gives_its_streams_up()
    {
        Handshake();
        Receive(Request(1), Request(3));
        var outcomes = new List<PushOutcome>();
        WhenAborted = stream => outcomes.AddRange(
            from parent in new[] { 1, 3 } select Connection.Push(new StreamId(parent), PushRules.Promise(Parent, "GET", "/", Headers.Empty), _ => { }));
        Connection.OnLost("gone");
        Assert.DoesNotContain(PushOutcome.Pushed, outcomes);
        Assert.Equal(0, Connection.OpenStreams);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public void One_GOAWAY_too_many_is_the_last_that_is_told()
    {
        Handshake();
        Receive(Request(1));
        for (var n = 0; n < 1_100; n++)
            Receive(new GoAwayFrame(StreamId.Connection, ErrorCode.InternalError));
        Assert.True(Connection.IsOver);
        Assert.Empty(Late);
    }

    private static RequestHead Parent => RequestRules.Parse(new StreamId(1), Request(1).Fields).Value!;
}
