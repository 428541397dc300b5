using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>A client that announces that it takes pushes is told of each promise, and takes it or refuses it.</summary>
public sealed class PromisesToClientTests() : ConnectionTest(new Http2Options { Role = Role.Client, Announced = new ConnectionSettings { EnablePush = true } })
{
    private static readonly HeaderField[] Get = [new(":method", "GET"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/pushed")];

    [Fact, Trait("RFC 9113", "8.4.2")]
    public void A_promise_is_told_and_reset()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(new PromiseSection(new StreamId(1), new StreamId(2), Get));
        Assert.Equal((1, 2, "/pushed"), Assert.Single(Promises));
        AssertReset(2, ErrorCode.Cancel, Sent());
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "8.4")]
    public void One_that_is_wanted_is_answered_like_a_request()
    {
        TakesPromises = true;
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(new PromiseSection(new StreamId(1), new StreamId(2), Get));
        Assert.Equal(2, Connection.OpenStreams);
        Receive(new FieldSection(new StreamId(2), [new(":status", "200")], EndStream: true));
        Assert.Equal(1, Connection.OpenStreams);
        Assert.DoesNotContain(Sent(), frame => frame is RstStreamFrame);
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public void Content_before_its_head_is_a_connection_error()
    {
        TakesPromises = true;
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(new PromiseSection(new StreamId(1), new StreamId(2), Get), new DataFrame(new StreamId(2), new byte[1], EndStream: false));
        Assert.Equal(ErrorCode.ProtocolError, Assert.Single(Sent().OfType<GoAwayFrame>()).Code);
    }
}
