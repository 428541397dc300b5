using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.6")]
public sealed class PushPromiseFrameTests
{
    private static readonly PushPromiseFrame Plain = new(new StreamId(1), new StreamId(2), "abc"u8.ToArray(), EndHeaders: true);

    [Fact]
    public void PUSH_PROMISE_by_its_octets() => IsWrittenAs("000007 05 04 00000001 00000002 616263", Plain);

    [Fact]
    public void PUSH_PROMISE_with_padding_by_its_octets() =>
        IsWrittenAs("00000A 05 08 00000001 02 00000002 616263 0000", Plain with { PadLength = 2, EndHeaders = false });

    [Fact]
    public void The_reserved_bit_is_ignored_when_receiving() => Assert.Equal<Outcome<Frame>>(
        Plain with { Fragment = default },
        DecodeOne(FrameType.PushPromise, 4, 1, "80000002"));

    [Fact]
    public void PUSH_PROMISE_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.PushPromise, 4, 0, "00000002"));

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000003")]
    public void A_promised_stream_that_no_server_may_open_is_a_connection_error(string promised) =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.PushPromise, 4, 1, promised));

    [Theory]
    [InlineData("01 00000002")]
    [InlineData("03 00000002 6162")]
    public void Padding_that_exceeds_the_room_for_the_fragment_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.PushPromise, 0xc, 1, payload));

    [Theory, Trait("RFC 9113", "4.2")]
    [InlineData(0x4, "000000")]
    [InlineData(0xc, "00 000000")]
    public void A_payload_too_small_for_its_fields_is_a_connection_error(int flags, string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.PushPromise, flags, 1, payload));
}
