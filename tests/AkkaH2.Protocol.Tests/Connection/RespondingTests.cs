using AkkaH2.Hpack;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>Whole responses (RFC 9113 §8.1).</summary>
public sealed class RespondingTests : ConnectionTest
{
    [Fact]
    [Trait("RFC 9113", "8.1")]
    public void Head_body_and_trailers_leave_in_one_batch()
    {
        Handshake();
        Receive(Request(1));
        Connection.Respond(new StreamId(1), [new HeaderField(":status", "200")], "reply"u8.ToArray(), [new HeaderField("grpc-status", "0")]);

        var batch = new List<OutboundFrame>();
        Connection.TakeFrames(batch, 1 << 16);
        Assert.Collection(
            batch.ToFrames(),
            frame => Assert.False(Assert.IsType<FieldSection>(frame).EndStream),
            frame => Assert.False(Assert.IsType<DataFrame>(frame).EndStream),
            frame => Assert.True(Assert.IsType<FieldSection>(frame).EndStream));
    }
}
