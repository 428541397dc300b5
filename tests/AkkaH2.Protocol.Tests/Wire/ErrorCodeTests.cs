using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "7")]
public sealed class ErrorCodeTests
{
    [Theory]
    [InlineData(0x0, "NO_ERROR")]
    [InlineData(0x1, "PROTOCOL_ERROR")]
    [InlineData(0x2, "INTERNAL_ERROR")]
    [InlineData(0x3, "FLOW_CONTROL_ERROR")]
    [InlineData(0x4, "SETTINGS_TIMEOUT")]
    [InlineData(0x5, "STREAM_CLOSED")]
    [InlineData(0x6, "FRAME_SIZE_ERROR")]
    [InlineData(0x7, "REFUSED_STREAM")]
    [InlineData(0x8, "CANCEL")]
    [InlineData(0x9, "COMPRESSION_ERROR")]
    [InlineData(0xa, "CONNECT_ERROR")]
    [InlineData(0xb, "ENHANCE_YOUR_CALM")]
    [InlineData(0xc, "INADEQUATE_SECURITY")]
    [InlineData(0xd, "HTTP_1_1_REQUIRED")]
    [InlineData(0xe, "0x0000000e")]
    [InlineData(0x2a, "0x0000002a")]
    [InlineData(uint.MaxValue, "0xffffffff")]
    public void A_code_prints_as_the_RFC_spells_it(uint code, string name) => Assert.Equal(name, ((ErrorCode)code).Name());

    [Fact]
    public void Every_code_has_a_name() => Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.DoesNotContain("0x", code.Name()));
}
