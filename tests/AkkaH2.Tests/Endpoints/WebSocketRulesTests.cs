using AkkaH2.Endpoints;

namespace AkkaH2.Tests.Endpoints;

[Trait("RFC 8441", "5")]
public sealed class WebSocketRulesTests
{
    [Fact]
    public void Version_13_is_spoken() => Assert.Null(WebSocketRules.Refuse(Headers.Of(("sec-websocket-version", "13"))));

    [Theory]
    [InlineData("8")]
    [InlineData("")]
    [InlineData("13, 8")]
    public void No_other_is(string version) => Assert.Equal(400, WebSocketRules.Refuse(Headers.Of(("sec-websocket-version", version)))!.Status);

    [Fact]
    public void Offers_may_stand_in_one_field_or_in_several()
    {
        var request = Headers.Of(("sec-websocket-protocol", "a,b"), ("sec-websocket-protocol", " c"));
        Assert.Equal("c", WebSocketRules.SubProtocol(request, ["d", "c", "a"]));
        Assert.Equal("b", WebSocketRules.SubProtocol(request, ["b"]));
        Assert.Null(WebSocketRules.SubProtocol(request, ["C"]));
        Assert.Null(WebSocketRules.SubProtocol(request, []));
    }
}
