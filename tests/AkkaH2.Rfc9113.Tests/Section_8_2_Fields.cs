namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "8.2")]
public sealed class Section_8_2_Fields(TestServer server) : SectionTests(server)
{
    [Theory, Trait("RFC 9113", "8.2.1"), Trait("RFC 9113", "10.3")]
    [InlineData("X-Test", "upper case")]
    [InlineData("x test", "space in the name")]
    [InlineData("x\x7ftest", "delete in the name")]
    [InlineData("x\u00e4test", "above ASCII in the name")]
    [InlineData("x:test", "colon in the name")]
    [InlineData("", "no name")]
    [InlineData("x-nul", "a\0b")]
    [InlineData("x-cr", "a\rb")]
    [InlineData("x-lf", "a\nb")]
    [InlineData("x-space", " a")]
    [InlineData("x-space", "a ")]
    [InlineData("x-tab", "\ta")]
    [InlineData("x-tab", "a\t")]
    public Task A_field_that_is_not_valid_is_malformed(string name, string value) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Field(name, value).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Theory, Trait("RFC 9113", "8.2.1")]
    [InlineData("x-test", "a b")]
    [InlineData("x-test", "")]
    [InlineData("x-test", "a\tb")]
    [InlineData("x-test", "\u00ff\u0080")] // obs-text
    [InlineData("x-test", "\u0001")] // a control character other than NUL, CR, LF
    [InlineData("x!#$%&'*+-.^_`|~09", "every token character")]
    public Task A_field_that_is_valid_is_accepted(string name, string value) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Field(name, value).EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(1)).Status);
    });

    [Theory, Trait("RFC 9113", "8.2.2")]
    [InlineData("connection", "close")]
    [InlineData("proxy-connection", "keep-alive")]
    [InlineData("keep-alive", "timeout=5")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("upgrade", "websocket")]
    [InlineData("te", "gzip")]
    [InlineData("te", "trailers, deflate")]
    public Task Connection_specific_fields_are_malformed(string name, string value) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Field(name, value).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "8.2.2")]
    public Task TE_may_say_trailers() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Field("te", "trailers").EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(1)).Status);
    });

    [Fact, Trait("RFC 9113", "8.2.2")]
    public Task Responses_have_no_connection_specific_fields() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream());
        var names = (await peer.ExpectResponse(1)).Fields.Select(field => field.Name).ToList();
        Assert.All(names, name => Assert.Equal(name.ToLowerInvariant(), name));
        Assert.Empty(names.Intersect(["connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"]));
    });
}
