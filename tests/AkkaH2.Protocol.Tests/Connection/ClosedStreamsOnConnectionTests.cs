using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>RFC 9113 §5.1 "closed": frames that come after a stream has ended, and requests at the limit.</summary>
public sealed class ClosedStreamsOnConnectionTests : ConnectionTest
{
    [Fact, Trait("RFC 9113", "5.1")]
    public void Uploads_that_were_begun_before_the_client_knew_the_limit_do_not_end_those_within_it()
    {
        Handshake();
        var ids = Enumerable.Range(0, 250).Select(n => (2 * n) + 1).ToArray();
        Receive([.. ids.Select(id => Request(id, end: false))]);
        Receive([.. ids.Select(id => Data(id, 200, end: true))]);
        Assert.Equal(150, Sent().OfType<RstStreamFrame>().Count(reset => reset.Code == ErrorCode.RefusedStream));
        Assert.Equal(100, Begun.Count);
        Assert.Equal(100, Ended.Count);
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public void Trailers_of_a_stream_that_was_refused_long_ago_are_ignored()
    {
        Handshake();
        for (var id = 1; id < 1_001; id += 2)
        {
            Receive(Request(id, end: false));
            Connection.Reset(new StreamId(id), ErrorCode.Cancel, "a test");
            EndWork(id);
        }

        Sent();
        Receive(Trailers(1), Data(3, 100));
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void DATA_of_a_stream_that_was_answered_early_is_credited()
    {
        Handshake();
        Receive(Request(1, end: false));
        Respond(1);
        AssertReset(1, ErrorCode.NoError, Sent());
        for (var n = 0; n < 200; n++)
            Receive(Data(1, 16_000));
        Assert.Contains(Sent().OfType<WindowUpdateFrame>(), update => update.Stream.IsConnection);
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public void DATA_after_both_sides_have_ended_is_a_connection_error()
    {
        Handshake();
        Receive(Request(1));
        Respond(1);
        Sent();
        Receive(Data(1, 1));
        Assert.Equal(ErrorCode.StreamClosed, GoAwayOf(Sent()).Code);
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void Streams_cancelled_and_begun_in_one_read_at_the_limit_are_served_when_the_work_has_ended()
    {
        Handshake();
        var first = Enumerable.Range(0, 100).Select(n => (2 * n) + 1).ToArray();
        Receive([.. first.Select(id => Request(id))]);
        Receive([.. first.Take(50).Select(id => Reset(id)), .. Enumerable.Range(100, 50).Select(n => Request((2 * n) + 1))]);
        Assert.Empty(Sent().OfType<RstStreamFrame>());
        Assert.Equal(100, Begun.Count);

        foreach (var id in first.Take(50))
            EndWork(id);
        Assert.Equal(150, Begun.Count);
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void Where_the_work_goes_on_they_are_refused_within_a_second()
    {
        Handshake();
        var first = Enumerable.Range(0, 100).Select(n => (2 * n) + 1).ToArray();
        Receive([.. first.Select(id => Request(id))]);
        Receive([.. first.Take(50).Select(id => Reset(id)), .. Enumerable.Range(100, 50).Select(n => Request((2 * n) + 1))]);
        Wait(1);
        Assert.Equal(50, Sent().OfType<RstStreamFrame>().Count(reset => reset.Code == ErrorCode.RefusedStream));
        Assert.Equal(100, Begun.Count);
        Assert.Equal(100, Connection.AtWork);
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void A_client_that_resets_what_it_asked_for_makes_no_more_work_than_its_limit()
    {
        Handshake();
        for (var id = 1; id < 601; id += 2)
            Receive(Request(id), Reset(id));
        Assert.Equal(100, Begun.Count);
        Assert.Equal(100, Connection.AtWork);
        AssertAlive();
    }

    [Fact]
    public void A_refused_upload_counts_once_against_the_limit()
    {
        Handshake();
        for (var id = 1; id < 199; id += 2) // 99 streams
            Receive(Request(id));
        Receive(Request(199, end: false));
        Connection.Respond(new StreamId(199), [new(":status", "413")], default);
        Connection.RefuseRest(new StreamId(199), ErrorCode.NoError);
        Sent(); // it is out, and the stream is reset
        Assert.Equal(199, Assert.Single(Aborted).Stream);
        EndWork(199);
        Receive(Request(201));
        Assert.Equal(101, Begun.Count);
    }

    [Fact, Trait("RFC 9113", "5.1.1")]
    public void A_lower_id_that_was_never_used_is_PROTOCOL_ERROR()
    {
        Handshake();
        Receive(Request(7), Request(3));
        Assert.Equal(ErrorCode.ProtocolError, GoAwayOf(Sent()).Code);
    }

    [Fact]
    public void A_client_that_closes_its_side_gets_its_answers()
    {
        Handshake();
        Receive(Request(1), Request(3), Request(5, end: false));
        Respond(3, octets: 10);
        Connection.OnInputClosed();
        Assert.Equal([5], Aborted.Select(aborted => aborted.Stream)); // its request will never be whole
        Assert.Contains(Sent(), frame => frame is DataFrame { Stream.Value: 3, EndStream: true });

        Respond(1, octets: 10);
        EndWork(5);
        Assert.Contains(Sent(), frame => frame is DataFrame { Stream.Value: 1, EndStream: true });
        Assert.True(Connection.IsOver);
    }

    [Fact]
    public void One_that_closes_it_with_nothing_open_is_done()
    {
        Handshake();
        Connection.OnInputClosed();
        Assert.True(Connection.IsOver);
        Assert.Empty(ConnectionErrors);
    }
}
