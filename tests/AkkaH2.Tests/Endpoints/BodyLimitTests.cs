using AkkaH2.Endpoints;

namespace AkkaH2.Tests.Endpoints;

public sealed class BodyLimitTests
{
    [Fact]
    public void A_route_that_says_nothing_has_the_configured_limit() => Assert.Equal(100, new RouteOptions().MaxRequestBodySize.Or(100));

    [Theory]
    [InlineData(0L)]
    [InlineData(7L)]
    public void A_route_may_have_its_own(long octets) => Assert.Equal(octets, ((BodyLimit)octets).Or(100));

    [Fact]
    public void Null_is_no_limit() => Assert.True(((BodyLimit)null).Or(100) > long.MaxValue / 2);

    [Fact]
    public void A_limit_is_not_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => BodyLimit.Octets(-1));
}
