using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "1.3")]
public sealed class HeaderFields
{
    [Fact]
    public void A_field_reads_as_in_a_log() => Assert.Equal("accept: */*", Field("accept", "*/*").ToString());

    [Fact]
    [Trait("RFC 7541", "7.1.3")]
    public void A_log_does_not_show_what_may_never_be_indexed() => Assert.Equal("x-token: (never indexed)", Secret("x-token", "secret").ToString());
}
