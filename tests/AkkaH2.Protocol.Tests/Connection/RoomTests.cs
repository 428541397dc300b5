using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>RFC 9113 §5.1.2: who has a place, who waits for one, and what work costs.</summary>
[Trait("RFC 9113", "5.1.2")]
public sealed class RoomTests() : ConnectionTest(new Http2Options { Announced = new ConnectionSettings { MaxConcurrentStreams = 2 } })
{
    private static readonly HeaderField[] Ok = [new(":status", "200")];

    [Fact]
    public void A_request_that_waits_begins_when_another_stream_is_answered_whose_work_had_ended_before()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 0));
        Receive(Request(1), Request(3));
        Respond(1, octets: 10); // waits for a window
        Receive(Reset(3)); // its work goes on
        Receive(Request(5));
        Assert.Equal([1, 3], Begun.Select(stream => stream.Id.Value));
        Sent();
        Receive(WindowUpdate(1, 10));
        Sent();
        Assert.Equal([1, 3, 5], Begun.Select(stream => stream.Id.Value));
    }

    [Fact]
    public void A_request_that_waits_begins_when_more_streams_are_allowed()
    {
        Handshake();
        Receive(Request(1), Request(3), Reset(1), Reset(3), Request(5));
        Assert.Equal(2, Begun.Count);
        Connection.Announce([new Setting(SettingId.MaxConcurrentStreams, 3)]);
        Assert.Equal(3, Begun.Count);
    }

    [Fact]
    public void Work_on_the_error_of_a_failed_request_counts_like_the_first()
    {
        Handshake();
        Receive(Request(1));
        Assert.True(Connection.FailWork(new StreamId(1), "it threw"));
        EndWork(1);
        Assert.Equal(0, Connection.AtWork);
        Connection.BeginWork(Begun[0]);
        Assert.Equal(1, Connection.AtWork);
        Receive(Reset(1));
        Assert.Equal(1, Assert.Single(Aborted).Stream);
        Assert.Equal(1, Connection.AtWork);
        EndWork(1);
        Assert.Equal(0, Connection.AtWork);
    }

    [Fact]
    public void Nobody_works_on_a_stream_that_is_closed()
    {
        Handshake();
        Receive(Request(1), Reset(1));
        EndWork(1);
        Connection.BeginWork(Begun[0]);
        Assert.Equal(0, Connection.AtWork);
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void A_body_whose_reader_has_ended_is_dropped_while_the_response_waits_for_its_window()
    {
        Handshake(new Setting(SettingId.InitialWindowSize, 0));
        Receive(Request(1, end: false));
        Connection.Respond(new StreamId(1), Ok, new byte[10]);
        EndWork(1);
        for (var n = 0; n < 100; n++)
            Receive(Data(1, 16_000));
        Assert.Equal((0, 0), (Connection.Unread, Received[1]));
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void Requests_above_the_last_stream_of_GOAWAY_are_no_free_ride()
    {
        Handshake();
        Receive(Request(1), new GoAwayFrame(StreamId.Connection, ErrorCode.NoError));
        for (var id = 3; id < 3_000 && !Connection.IsOver; id += 2)
            Receive(Request(id), Data(id, 0));
        Assert.Equal(ErrorCode.EnhanceYourCalm, Sent().OfType<GoAwayFrame>().Last().Code);
    }

    [Fact, Trait("RFC 9113", "6.9.2")]
    public void The_window_of_a_closed_stream_overflows_for_nobody()
    {
        Handshake();
        Receive(Request(1), WindowUpdate(1, int.MaxValue - 65_535), Reset(1));
        Receive(new SettingsFrame([new Setting(SettingId.InitialWindowSize, 65_536)]));
        AssertAlive();
    }
}
