using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "5.4")]
public sealed class OutcomeTests
{
    [Fact]
    public void A_value_is_no_error()
    {
        Outcome<Frame> outcome = SettingsFrame.Acknowledgement;
        Assert.False(outcome.IsError);
        Assert.Same(SettingsFrame.Acknowledgement, outcome.Value);
        Assert.Equal("SETTINGS stream=0 ACK", outcome.ToString());
    }

    [Fact]
    public void An_error_has_no_value()
    {
        Outcome<Frame> outcome = new Http2Error.OnStream(new StreamId(3), ErrorCode.Cancel, "enough");
        Assert.True(outcome.IsError);
        Assert.Null(outcome.Value);
        Assert.Equal("stream error CANCEL on 3: enough", outcome.ToString());
    }

    [Fact]
    public void Outcomes_are_equal_if_their_values_or_errors_are()
    {
        Outcome<Frame> one = new PingFrame(1, false), same = new PingFrame(1, false), other = new PingFrame(2, false);
        Assert.True(one == same && one.GetHashCode() == same.GetHashCode());
        Assert.True(one != other && one != (Outcome<Frame>)new Http2Error.OnConnection(ErrorCode.Cancel, ""));
    }

    [Fact]
    public void The_same_fault_ends_the_connection_on_stream_0_and_the_stream_elsewhere()
    {
        Assert.Equal(new Http2Error.OnConnection(ErrorCode.ProtocolError, "x"), Http2Error.At(StreamId.Connection, ErrorCode.ProtocolError, "x"));
        Assert.Equal(new Http2Error.OnStream(new StreamId(1), ErrorCode.ProtocolError, "x"), Http2Error.At(new StreamId(1), ErrorCode.ProtocolError, "x"));
    }

    [Fact]
    public void A_connection_error_prints_code_and_detail() => Assert.Equal(
        "connection error FRAME_SIZE_ERROR: PING of 3 octets",
        new Http2Error.OnConnection(ErrorCode.FrameSizeError, "PING of 3 octets").ToString());
}
