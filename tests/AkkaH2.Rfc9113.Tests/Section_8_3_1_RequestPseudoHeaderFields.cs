namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "8.3.1")]
public sealed class Section_8_3_1_RequestPseudoHeaderFields(TestServer server) : SectionTests(server)
{
    private static HeadersScript Get => Headers(1).Get("/hello").EndStream();

    [Theory]
    [InlineData(":method")]
    [InlineData(":scheme")]
    [InlineData(":path")]
    public Task A_request_without_one_is_malformed(string name) => IsMalformed(Get.Without(name));

    [Theory, Trait("RFC 9113", "8.3")]
    [InlineData(":method")]
    [InlineData(":scheme")]
    [InlineData(":authority")]
    [InlineData(":path")]
    public Task A_request_with_one_twice_is_malformed(string name) => IsMalformed(Get.Field(name, "GET"));

    [Theory, Trait("RFC 9113", "8.3")]
    [InlineData(":status")]
    [InlineData(":test")]
    [InlineData(":protocol")]
    public Task One_that_requests_do_not_have_is_malformed(string name) => IsMalformed(Get.Field(name, "200"));

    [Fact, Trait("RFC 9113", "8.3")]
    public Task One_behind_a_regular_field_is_malformed() =>
        IsMalformed(Headers(1).Field(":method", "GET").Field(":scheme", "http").Field("x-test", "1").Field(":path", "/hello").EndStream());

    [Fact]
    public Task An_empty_path_is_malformed() => IsMalformed(Get.With(":path", ""));

    [Fact]
    public Task A_path_that_does_not_begin_with_a_slash_is_malformed() => IsMalformed(Get.With(":path", "hello"));

    [Theory]
    [InlineData("/hello world")]
    [InlineData("/hello#fragment")]
    [InlineData("/h\u00e4llo")]
    [InlineData("http://localhost/hello")]
    [InlineData("*")] // only OPTIONS asks for that
    public Task A_path_that_is_no_path_with_a_query_is_malformed(string path) => IsMalformed(Get.With(":path", path));

    [Theory]
    [InlineData("")]
    [InlineData("1http")]
    [InlineData("ht tp")]
    public Task A_scheme_that_is_none_is_malformed(string scheme) => IsMalformed(Get.With(":scheme", scheme));

    [Theory]
    [InlineData("")]
    [InlineData("local host")]
    [InlineData("localhost/hello")]
    [InlineData("localhost:http")]
    public Task An_authority_that_is_no_host_and_port_is_malformed(string authority) => IsMalformed(Get.With(":authority", authority));

    [Fact]
    public Task A_method_that_is_no_token_is_malformed() => IsMalformed(Get.With(":method", "G E T"));

    [Fact]
    public Task A_host_that_is_not_the_authority_is_malformed() => IsMalformed(Get.Field("host", "elsewhere"));

    [Fact]
    public Task An_authority_with_userinfo_is_malformed() => IsMalformed(Get.With(":authority", "user@localhost"));

    [Fact]
    public Task A_host_that_is_the_authority_is_accepted() => IsServed(Get.Field("host", "localhost"));

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("localhost:80")]
    [InlineData("localhost:")]
    public Task A_host_that_is_the_authority_after_normalization_is_accepted(string host) => IsServed(Get.Field("host", host));

    [Theory]
    [InlineData("")]
    [InlineData("localhost:443")]
    public Task A_host_that_is_another_one_after_normalization_is_malformed(string host) => IsMalformed(Get.Field("host", host));

    [Fact]
    public Task A_request_with_neither_an_authority_nor_a_host_is_malformed() => IsMalformed(Get.Without(":authority"));

    [Fact]
    public Task A_host_instead_of_an_authority_is_accepted() => IsServed(Get.Without(":authority").Field("host", "localhost"));

    [Fact]
    public Task OPTIONS_may_ask_for_an_asterisk() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Request("OPTIONS", "*").EndStream());
        Assert.Equal(204, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    });

    [Fact, Trait("RFC 9113", "8.5")]
    public Task CONNECT_with_a_path_is_malformed() => IsMalformed(Get.With(":method", "CONNECT"));

    [Fact, Trait("RFC 9113", "8.5")]
    public Task CONNECT_without_an_authority_is_malformed() => IsMalformed(Headers(1).Field(":method", "CONNECT"));

    [Fact, Trait("RFC 9113", "8.5")]
    public Task CONNECT_without_a_port_is_malformed() => IsMalformed(Headers(1).Connect("localhost"));

    [Fact, Trait("RFC 9113", "8.5")]
    public Task CONNECT_with_an_authority_alone_is_well_formed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Connect("localhost:1"));
        Assert.InRange((await peer.ExpectHeaders(1)).Status, 200, 599);
        await peer.ExpectAlive();
    });

    private Task IsMalformed(HeadersScript request) => WithConnection(async peer =>
    {
        await peer.Send(request);
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await ExpectServed(peer, 3);
    });

    private Task IsServed(HeadersScript request) => WithConnection(async peer =>
    {
        await peer.Send(request);
        Assert.Equal(200, (await peer.ExpectResponse(1)).Status);
    });
}
