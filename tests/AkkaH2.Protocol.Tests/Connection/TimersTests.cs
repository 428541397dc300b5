using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>A connection as time passes, from its first octet to its end. Every time of <see cref="Http2Options"/> is here.</summary>
public sealed class TimersTests : ConnectionTest
{
    [Fact, Trait("RFC 9113", "3.4")]
    public void A_peer_without_a_preface_is_given_up()
    {
        Wait(9.9);
        Assert.False(Connection.IsOver);
        Wait(0.1);
        Assert.Equal(ErrorCode.ProtocolError, GoAwayOf(Sent()).Code);
        Assert.True(Connection.IsOver);
    }

    [Fact, Trait("RFC 9113", "6.5.3")]
    public void A_peer_that_does_not_acknowledge_SETTINGS_is_given_up()
    {
        Wait(5);
        Receive(new SettingsFrame([]));
        Wait(9.9);
        Assert.False(Connection.IsOver);
        Wait(0.1);
        Assert.Equal(ErrorCode.SettingsTimeout, GoAwayOf(Sent()).Code);
    }

    [Fact, Trait("RFC 9113", "6.10")]
    public void A_field_block_that_does_not_end_is_given_up()
    {
        Handshake();
        Connection.OnFieldBlock(isOpen: true);
        Wait(29.9);
        Connection.OnFieldBlock(isOpen: true); // another CONTINUATION does not begin a new time
        Wait(0.1);
        Assert.Equal(ErrorCode.EnhanceYourCalm, GoAwayOf(Sent()).Code);
    }

    [Fact]
    public void One_that_ends_in_time_is_not()
    {
        Handshake();
        Connection.OnFieldBlock(isOpen: true);
        Wait(29);
        Connection.OnFieldBlock(isOpen: false);
        Wait(29);
        AssertAlive();
    }

    [Fact]
    public void A_connection_that_nobody_uses_ends_in_order_and_wakes_up_for_nothing_else()
    {
        Handshake();
        Assert.True(Connection.NextDeadline <= Connection.Now + Options.IdleTimeout);
        Wait(59.9);
        Assert.False(Connection.IsOver);
        Wait(0.1);
        Assert.Equal((ErrorCode.NoError, 0), (GoAwayOf(Sent()).Code, Connection.HighestPeerStream.Value));
        Assert.True(Connection.IsOver);
        Assert.Equal(TimeSpan.MaxValue, Connection.NextDeadline);
    }

    [Fact]
    public void PING_alone_does_not_keep_it()
    {
        Handshake();
        for (var second = 0; second < 60; second += 10)
        {
            Wait(10);
            Receive(Ping(1));
        }

        Assert.True(Connection.IsOver);
    }

    [Fact]
    public void A_request_does()
    {
        Handshake();
        Wait(50);
        Receive(Request(1));
        Respond(1);
        Sent();
        Wait(59);
        AssertAlive();
        Wait(1);
        Assert.True(Connection.IsOver);
    }

    [Fact]
    public void A_stream_that_is_open_or_worked_on_does_as_long_as_it_takes()
    {
        Handshake();
        Receive(Request(1));
        Wait(600);
        AssertAlive();
        Connection.Respond(new StreamId(1), [new(":status", "200")], default);
        Sent();
        Wait(600);
        AssertAlive(); // the response is out, and the endpoint goes on
        EndWork(1);
        Wait(61);
        Assert.True(Connection.IsOver);
    }

    [Fact]
    public void A_body_that_trickles_in_while_it_is_waited_for_is_reset()
    {
        Handshake();
        Receive(Request(1, end: false));
        for (var second = 0; second < 6; second++)
        {
            Receive(Data(1, 100));
            Connection.Consume(new StreamId(1), 100);
            Wait(1);
        }

        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
        Assert.Single(Aborted);
        AssertAlive();
    }

    [Fact]
    public void One_that_is_fast_enough_is_not()
    {
        Handshake();
        Receive(Request(1, end: false));
        for (var second = 0; second < 60; second++)
        {
            Receive(Data(1, 240));
            Connection.Consume(new StreamId(1), 240);
            Wait(1);
        }

        Assert.Empty(Sent().OfType<RstStreamFrame>());
    }

    [Fact]
    public void Fast_octets_are_no_credit_for_slow_ones()
    {
        Handshake();
        Receive(Request(1, end: false), Data(1, 16_384), Data(1, 16_384));
        Connection.Consume(new StreamId(1), 32_768);
        Wait(12);
        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
    }

    [Fact]
    public void An_endpoint_that_does_not_read_is_no_fault_of_the_peers()
    {
        Handshake();
        Receive(Request(1, end: false), Data(1, 1));
        Wait(600);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
    }

    [Fact, Trait("RFC 9110", "10.1.1")]
    public void A_client_that_waits_for_100_is_not_waited_for()
    {
        Handshake();
        Receive(Request(1, end: false, new Hpack.HeaderField("expect", "100-continue")));
        Wait(60);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
        Connection.SendInformational(new StreamId(1), [new(":status", "100")]);
        Wait(7);
        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
    }

    [Fact]
    public void A_route_can_allow_any_rate()
    {
        Handshake();
        Receive(Request(1, end: false));
        Connection.AllowSlow(new StreamId(1));
        Wait(600);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void A_stream_whose_window_is_not_opened_is_reset()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 10));
        Receive(Request(1));
        Respond(1, octets: 1_000);
        Sent();
        Wait(4);
        Assert.Empty(Sent());
        Wait(3);
        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void One_that_is_opened_a_little_at_a_time_is_too()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 10));
        Receive(Request(1));
        Respond(1, octets: 100_000);
        var sent = new List<Frame>();
        for (var second = 0; second < 7; second++)
        {
            sent.AddRange(Sent());
            Wait(1);
            Receive(WindowUpdate(1, 10));
        }

        AssertReset(1, ErrorCode.EnhanceYourCalm, [.. sent, .. Sent()]);
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void A_connection_window_that_is_not_opened_ends_the_connection()
    {
        Handshake();
        Receive(Request(1), Request(3));
        Respond(1, octets: 60_000);
        Respond(3, octets: 60_000);
        Sent();
        Wait(7);
        Assert.Equal(ErrorCode.EnhanceYourCalm, GoAwayOf(Sent()).Code);
    }

    [Fact]
    public void A_write_that_is_not_taken_ends_the_connection()
    {
        Handshake();
        Receive(Request(1));
        Respond(1, octets: 1_000);
        Connection.TakeFrames([], 1 << 20);
        Wait(29.9);
        Assert.False(Connection.IsOver);
        Wait(0.1);
        Assert.True(Connection.IsOver);
        Assert.True(Connection.IsStalled); // its driver aborts the transport: what stands before GOAWAY is not taken
    }

    [Fact]
    public void A_request_has_a_time_of_its_own_where_it_is_given_one()
    {
        Handshake();
        Receive(Request(1), Request(3), Request(5));
        Connection.SetRequestTimeout(new StreamId(1), TimeSpan.FromSeconds(2));
        Connection.SetRequestTimeout(new StreamId(3), TimeSpan.FromSeconds(1));
        Connection.SetRequestTimeout(new StreamId(5), TimeSpan.FromSeconds(1));
        Respond(5);
        Wait(1);
        Assert.Equal([3], TimedOut);
        Wait(1);
        Assert.Equal([3, 1], TimedOut);
        Wait(50);
        Assert.Equal([3, 1], TimedOut);
    }

    [Fact]
    public void A_peer_that_is_gone_after_its_FIN_is_asked_each_second_whether_it_is_there()
    {
        Handshake();
        Receive(Request(1));
        Connection.OnInputClosed();
        Assert.Equal(1, GoAwayOf(Sent()).LastStream.Value);
        Wait(1);
        Assert.Single(Sent().OfType<PingFrame>());
        Wait(1);
        Assert.Single(Sent().OfType<PingFrame>());
        Wait(8);
        Assert.True(Connection.IsOver); // drain-timeout
        Assert.Single(Aborted);
    }

    [Fact]
    public void Nothing_is_due_early()
    {
        Handshake();
        Receive(Request(1));
        Connection.OnTime();
        Respond(1);
        Connection.OnTime();
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void A_peer_that_opens_no_window_is_given_up_also_where_the_body_comes_long_after_the_head()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 0));
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        Sent();
        Wait(10);
        Connection.SendData(new StreamId(1), new byte[100], end: true);
        Assert.Empty(Sent());
        Wait(8);
        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void So_is_one_that_takes_the_window_back_while_the_body_waits_for_its_turn()
    {
        Handshake();
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        Sent();
        Connection.SendData(new StreamId(1), new byte[100], end: true);
        Receive(new SettingsFrame([new Setting(SettingId.InitialWindowSize, 0)]));
        Sent();
        Wait(8);
        AssertReset(1, ErrorCode.EnhanceYourCalm, Sent());
    }

    [Fact, Trait("RFC 9113", "5.2.2")]
    public void An_upload_that_the_connections_window_holds_up_is_not_slow()
    {
        Handshake();
        Receive(Request(1, end: false), Request(3, end: false));
        for (var id = 5; Connection.ReceiveWindow > 0; id += 2)
        {
            Receive(Request(id, end: false));
            for (var n = 0; n < 48 && Connection.ReceiveWindow > 0; n++)
                Receive(Data(id, Math.Min(16_384, Connection.ReceiveWindow)));
        }

        Sent();
        Wait(9);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
    }

    [Fact, Trait("RFC 9113", "6.5.3")]
    public void A_peer_that_has_closed_its_side_need_not_acknowledge()
    {
        Receive(new SettingsFrame([]), Request(1));
        Wait(5);
        Connection.OnInputClosed();
        Sent();
        Wait(9);
        Assert.False(Connection.IsOver);
        Respond(1, octets: 5);
        Assert.Contains(Sent(), frame => frame is DataFrame { EndStream: true });
    }
}

/// <summary>Times that are off unless configured.</summary>
public sealed class ConfiguredTimersTests() : ConnectionTest(new Http2Options
{
    PingKeepsAlive = true,
    KeepAliveInterval = TimeSpan.FromSeconds(30),
    RequestTimeout = TimeSpan.FromSeconds(5),
    MaxConnectionAge = TimeSpan.FromMinutes(10),
})
{
    [Fact]
    public void PING_keeps_a_connection_that_nobody_uses()
    {
        Handshake();
        for (var second = 0; second < 120; second += 20)
        {
            Wait(20);
            AssertAlive();
        }
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public void A_silent_peer_is_sent_a_PING_and_its_answer_is_enough()
    {
        Handshake();
        Wait(30);
        var ping = Assert.Single(Sent().OfType<PingFrame>());
        Receive(ping with { Ack = true });
        Wait(25);
        AssertAlive();
        Assert.NotNull(Connection.RoundTrip);
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public void One_that_does_not_answer_is_given_up_with_all_its_streams()
    {
        Handshake();
        Receive(Request(1));
        Respond(1);
        Receive(Request(3));
        Connection.SendHead(new StreamId(3), [new(":status", "200")]);
        Sent();
        Wait(30);
        Assert.Single(Sent().OfType<PingFrame>());
        Wait(20);
        Assert.True(Connection.IsOver);
        Assert.Equal(3, Assert.Single(Aborted).Stream);
    }

    [Fact]
    public void A_request_without_a_response_times_out()
    {
        Handshake();
        Receive(Request(1), Request(3));
        Connection.SendHead(new StreamId(3), [new(":status", "200")]);
        Wait(5);
        Assert.Equal([1], TimedOut);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public void An_old_connection_ends_in_order()
    {
        Handshake();
        for (var second = 0; second < 600; second += 20)
        {
            Wait(20);
            Receive(Ping(1));
        }

        var sent = Sent();
        Assert.Equal(int.MaxValue, GoAwayOf(sent).LastStream.Value);
        Receive(sent.OfType<PingFrame>().Single(ping => !ping.Ack) with { Ack = true });
        Assert.Equal(0, GoAwayOf(Sent()).LastStream.Value);
        Assert.True(Connection.IsOver);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public void And_cuts_off_streams_that_do_not()
    {
        Handshake();
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        for (var second = 0; second < 600; second += 20)
        {
            Wait(20);
            Receive(Ping(1));
        }

        Sent();
        Wait(10);
        Assert.Equal("ours NO_ERROR", Assert.Single(ConnectionErrors));
        Assert.Equal(1, Assert.Single(Aborted).Stream);
    }
}
