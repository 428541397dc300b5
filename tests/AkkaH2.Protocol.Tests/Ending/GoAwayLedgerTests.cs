using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.8")]
public sealed class GoAwayLedgerTests
{
    private readonly GoAwayLedger _ledger = new();

    [Fact]
    public void The_first_GOAWAY_names_all_streams_and_none_is_ignored()
    {
        var frame = _ledger.First("draining");
        Assert.Equal((StreamId.Max, ErrorCode.NoError, "draining"), (frame.LastStream, frame.Code, frame.DebugText));
        Assert.False(_ledger.Ignores(StreamId.Max));
        Assert.Equal(GoAwayPhase.Announced, _ledger.Phase);
    }

    [Fact]
    public void The_second_one_names_the_last_stream_and_those_above_it_are_ignored()
    {
        _ledger.First("draining");
        Assert.Equal(new StreamId(5), _ledger.Final(new StreamId(5), ErrorCode.NoError, "").LastStream);
        Assert.False(_ledger.Ignores(new StreamId(5)));
        Assert.True(_ledger.Ignores(new StreamId(7)));
        Assert.Equal(GoAwayPhase.Final, _ledger.Phase);
    }

    [Fact]
    public void What_one_GOAWAY_said_the_next_does_not_raise()
    {
        _ledger.Final(new StreamId(5), ErrorCode.NoError, "");
        Assert.Equal(new StreamId(5), _ledger.Final(new StreamId(9), ErrorCode.ProtocolError, "").LastStream);
    }

    [Fact]
    public void Once_it_is_over_another_GOAWAY_does_not_open_it_again()
    {
        _ledger.End();
        _ledger.Final(new StreamId(1), ErrorCode.ProtocolError, "");
        Assert.True(_ledger.IsOver);
    }

    [Fact]
    public void The_peer_may_say_GOAWAY_several_times_and_lower_the_last_stream()
    {
        Assert.False(_ledger.PeerIsLeaving);
        Assert.Null(_ledger.Receive(GoAway(int.MaxValue)));
        Assert.Null(_ledger.Receive(GoAway(4)));
        Assert.Null(_ledger.Receive(GoAway(4)));
        Assert.True(_ledger.PeerIsLeaving);
    }

    [Fact]
    public void A_peer_that_raises_it_is_wrong()
    {
        _ledger.Receive(GoAway(4));
        Assert.Equal(ErrorCode.ProtocolError, Assert.IsType<Http2Error.OnConnection>(_ledger.Receive(GoAway(6))).Code);
    }

    private static GoAwayFrame GoAway(int last) => new(new StreamId(last), ErrorCode.NoError);
}
