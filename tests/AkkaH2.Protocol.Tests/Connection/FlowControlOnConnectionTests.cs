using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>RFC 9113 §6.9: both windows of both directions, and the memory that they bound.</summary>
public sealed class FlowControlOnConnectionTests() : ConnectionTest(new Http2Options
{
    Announced = new ConnectionSettings { MaxConcurrentStreams = 100, InitialWindowSize = 100_000 },
    LargestWindows = new WindowSizes(100_000, 1_048_576),
    MaxUnreadOctets = 1_000_000,
})
{
    [Fact, Trait("RFC 9113", "6.9.1")]
    public void An_empty_frame_needs_no_window_also_where_that_is_negative()
    {
        Handshake();
        Receive(Request(1, end: false), Data(1, 16_000), Data(1, 16_000));
        Connection.Announce([new Setting(SettingId.InitialWindowSize, 10)]);
        Receive(SettingsFrame.Acknowledgement, Data(1, 0, end: true));
        Assert.Equal([1], Ended);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
    }

    [Fact, Trait("RFC 9113", "6.9.1")]
    public void So_the_end_of_a_response_goes_out_where_its_window_is_negative()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 100));
        Receive(Request(1));
        Connection.SendHead(new StreamId(1), [new(":status", "200")]);
        Connection.SendData(new StreamId(1), new byte[100], end: false);
        Sent();
        Receive(new SettingsFrame([new Setting(SettingId.InitialWindowSize, 0)]));
        Connection.SendData(new StreamId(1), default, end: true);
        Assert.Contains(Sent(), frame => frame is DataFrame { Data.IsEmpty: true, EndStream: true });
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void Bodies_that_are_read_no_more_stay_within_the_bound_while_their_work_goes_on()
    {
        Handshake();
        var held = 0;
        for (var id = 1; id < 199; id += 2)
        {
            // Whole uploads, answered in full, whose endpoints go on and still have the body.
            for (Receive(Request(id, end: false)); held < 2_000_000 && Window > 0; held += 10_000)
            {
                Receive(Data(id, 10_000, end: Received[id] == 90_000));
                if (Received[id] == 100_000)
                    break;
            }

            Connection.Respond(new StreamId(id), [new(":status", "200")], default);
            Sent();
        }

        Assert.True(Received.Values.Sum() <= Options.MaxUnreadOctets, $"{Received.Values.Sum()} octets are held");
    }

    [Fact, Trait("RFC 9113", "5.2.2")]
    public void Many_unread_octets_of_some_streams_leave_a_window_to_the_others()
    {
        Handshake();
        for (var id = 1; id < 15; id += 2) // 7 x 90,000 octets that nobody reads
        {
            Receive(Request(id, end: false));
            for (var n = 0; n < 9; n++)
                Receive(Data(id, 10_000));
        }

        Receive(Request(101, end: false));
        for (var n = 0; n < 300; n++)
        {
            Assert.True(Window >= 10_000, $"{n} frames came, and {Window} octets are left");
            Receive(Data(101, 10_000));
            Connection.Consume(new StreamId(101), 10_000);
            Sent();
        }

        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void What_a_reset_stream_still_consumes_is_credited_once()
    {
        Handshake();
        Receive(Request(1, end: false), Data(1, 10_000), Reset(1));
        Connection.Consume(new StreamId(1), 10_000);
        EndWork(1);
        Receive(Request(3, end: false));
        Assert.Equal(0, Connection.Unread);
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void Padding_without_content_at_a_modest_rate_is_no_attack()
    {
        Handshake();
        Receive(Request(1, end: false));
        Connection.AllowSlow(new StreamId(1));
        for (var n = 0; n < 3_000; n++)
        {
            Receive(new DataFrame(new StreamId(1), default, EndStream: false) { PadLength = 200 });
            Wait(0.005);
        }

        AssertAlive();
    }

    private long Window => Connection.ReceiveWindow;
}
