using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>RST_STREAM by the application's wish, and by the peer's (RFC 9113 §6.4).</summary>
public sealed class ResetsTests : ConnectionTest
{
    private static readonly HeaderField[] Ok = [new(":status", "200")];

    [Fact, Trait("RFC 9113", "6.4")]
    public void What_is_queued_of_a_response_that_is_not_complete_is_dropped()
    {
        Handshake();
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), Ok);
        Connection.SendData(new StreamId(1), new byte[10], end: false);
        Connection.Reset(new StreamId(1), ErrorCode.Cancel, "given up");
        Assert.Equal(ErrorCode.Cancel, Assert.IsType<RstStreamFrame>(Assert.Single(Sent())).Code);
        Assert.Equal((1, ErrorCode.Cancel, true), Assert.Single(Resets));
    }

    [Fact]
    public void A_reason_that_quotes_much_is_cut()
    {
        Handshake();
        Receive(Request(1));
        Connection.Reset(new StreamId(1), ErrorCode.Cancel, new string('\u0001', 100_000));
        Assert.InRange(Assert.Single(Aborted).Reason.Length, 1_000, 1_100);
    }

    [Theory, Trait("RFC 9113", "8.1")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_complete_response_goes_out_first_and_the_reset_is_for_a_client_that_still_sends(bool requestIsComplete)
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 0));
        Receive(Request(1, end: requestIsComplete));
        Connection.Respond(new StreamId(1), Ok, new byte[10]);
        Connection.Reset(new StreamId(1), ErrorCode.Cancel, "the deadline");
        Connection.EndWork(new StreamId(1));
        Assert.IsType<FieldSection>(Assert.Single(Sent())); // its body waits for the window

        Receive(WindowUpdate(1, 10));
        var rest = Sent();
        Assert.True(Assert.IsType<DataFrame>(rest[0]) is { EndStream: true, Data.Length: 10 });
        Assert.Equal(requestIsComplete ? [] : [ErrorCode.Cancel], rest.OfType<RstStreamFrame>().Select(frame => frame.Code));
        Assert.Equal(0, Connection.OpenStreams);
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public void Once_a_response_is_out_a_reset_ends_the_request_at_once()
    {
        Handshake();
        Receive(Request(1, end: false));
        Connection.Respond(new StreamId(1), Ok, new byte[10]);
        Sent();
        Connection.Reset(new StreamId(1), ErrorCode.NoError, "seen enough");
        AssertReset(1, ErrorCode.NoError, Sent());
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public void The_peers_code_is_told_with_the_reset_and_with_the_end_of_the_work()
    {
        Handshake();
        Receive(Request(1), Reset(1, ErrorCode.EnhanceYourCalm));
        Assert.Equal((1, ErrorCode.EnhanceYourCalm, false), Assert.Single(Resets));
        Assert.Equal(ErrorCode.EnhanceYourCalm, Assert.Single(PeerResets));
    }

    [Fact, Trait("RFC 9113", "5.4.1")]
    public void Where_the_connection_ends_there_is_no_code_of_the_peers()
    {
        Handshake();
        Receive(Request(1));
        Connection.OnLost("the peer is gone");
        Assert.Null(Assert.Single(PeerResets));
        Assert.Empty(Resets);
    }
}
