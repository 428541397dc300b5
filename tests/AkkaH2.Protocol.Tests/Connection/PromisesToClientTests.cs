using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>A client that announces that it takes pushes is told of each promise, and refuses it.</summary>
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
}
