using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>PINGs that the application sends: each ends once, with a round trip or without.</summary>
[Trait("RFC 9113", "6.7")]
public sealed class PingsTests() : ConnectionTest(new Http2Options { KeepAliveTimeout = TimeSpan.FromSeconds(20), IdleTimeout = Timeout.InfiniteTimeSpan })
{
    private readonly List<TimeSpan?> _ended = [];

    [Fact]
    public void An_answer_tells_the_round_trip()
    {
        Handshake();
        Connection.Ping(_ended.Add);
        var ping = Assert.Single(Sent().OfType<PingFrame>());
        Wait(3);
        Receive(ping with { Ack = true });
        Assert.Equal([TimeSpan.FromSeconds(3)], _ended);
        Wait(60);
        Assert.Single(_ended);
    }

    [Fact]
    public void One_that_is_not_answered_in_time_ends_and_its_connection_goes_on()
    {
        Handshake();
        Connection.Ping(_ended.Add);
        Wait(15);
        Connection.Ping(_ended.Add);
        Wait(4);
        Assert.Empty(_ended);
        Wait(1);
        Assert.Equal([null], _ended);
        Wait(15);
        Assert.Equal([null, null], _ended);
        AssertAlive();
    }

    [Fact]
    public void A_late_answer_changes_nothing()
    {
        Handshake();
        Connection.Ping(_ended.Add);
        var ping = Assert.Single(Sent().OfType<PingFrame>());
        Wait(20);
        Receive(ping with { Ack = true });
        Assert.Equal([null], _ended);
        AssertAlive();
    }

    [Fact]
    public void Those_under_way_end_with_their_connection()
    {
        Handshake();
        Connection.Ping(_ended.Add);
        Connection.Ping(_ended.Add);
        Connection.OnLost("lost");
        Assert.Equal([null, null], _ended);
        Connection.Ping(_ended.Add);
        Assert.Equal([null, null, null], _ended);
    }

    [Fact]
    public void A_peer_that_has_closed_its_side_answers_none()
    {
        Handshake();
        Receive(Request(1));
        Connection.Ping(_ended.Add);
        Connection.OnInputClosed();
        Assert.False(Connection.IsOver); // the request is still to be answered
        Connection.Ping(_ended.Add);
        Assert.Equal([null, null], _ended);
    }

    [Fact]
    public void What_is_told_of_one_may_send_the_next()
    {
        Handshake();
        Connection.Ping(Again);
        Wait(20);
        Assert.Equal([null], _ended);
        Wait(20);
        Assert.Equal([null, null], _ended);
        Connection.OnLost("lost");
        Assert.Equal([null, null, null, null], _ended);

        void Again(TimeSpan? roundTrip)
        {
            _ended.Add(roundTrip);
            if (_ended.Count < 4)
                Connection.Ping(Again);
        }
    }
}
