using System.Text.RegularExpressions;
using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "8.2")]
public sealed class Section_8_2_ResponseFields(TestServer server) : ClientSectionTests(server)
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
    public Task A_field_that_is_not_valid_is_malformed(string name, string value) => IsMalformed(Headers(1).Status(200).Field(name, value).EndStream());

    [Theory, Trait("RFC 9113", "8.2.1")]
    [InlineData("X-Test", "upper case")]
    [InlineData("x-lf", "a\nb")]
    public Task It_is_in_an_informational_response_too(string name, string value) => IsMalformed(Headers(1).Status(103).Field(name, value));

    [Theory, Trait("RFC 9113", "8.2.1")]
    [InlineData("x-test", "a b")]
    [InlineData("x-test", "")]
    [InlineData("x-test", "a\tb")]
    [InlineData("x-test", "\u00ff\u0080")] // obs-text
    [InlineData("x!#$%&'*+-.^_`|~09", "every token character")]
    public Task A_field_that_is_valid_reaches_the_application(string name, string value) => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200).Field(name, value).EndStream());
        Assert.Equal(value, (await response).Headers[name]);
    });

    [Theory, Trait("RFC 9113", "8.2.2")]
    [InlineData("connection", "close")]
    [InlineData("proxy-connection", "keep-alive")]
    [InlineData("keep-alive", "timeout=5")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("upgrade", "websocket")]
    public Task Connection_specific_fields_are_malformed(string name, string value) => IsMalformed(Headers(1).Status(200).Field(name, value).EndStream());

    [Theory, Trait("RFC 9113", "8.2.2")]
    [InlineData("connection", "close")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("te", "gzip")]
    public Task The_client_sends_none_of_them(string name, string value) => WithClient(client =>
        Assert.ThrowsAsync<ArgumentException>(() => client.Send(Request.Get("/", global::AkkaH2.Headers.Of((name, value))))));

    [Fact, Trait("RFC 9113", "8.2.1")]
    public Task Names_leave_the_client_in_lower_case() => WithClient(async client =>
    {
        _ = client.Send(Request.Get("/", global::AkkaH2.Headers.Of(("X-Test", "Value"))));
        var peer = await client.Accept();
        Assert.Equal("Value", (await peer.ExpectHeaders(1))["x-test"]);
    });

    [Fact, Trait("RFC 9113", "8.3")]
    public Task Pseudo_header_fields_precede_all_others() => IsMalformed(Headers(1).Field("x-test", "1").Status(200).EndStream());

    [Theory, Trait("RFC 9113", "8.3"), Trait("RFC 9113", "8.3.2")]
    [InlineData(":path", "/")]
    [InlineData(":method", "GET")]
    [InlineData(":unknown", "1")]
    [InlineData(":status", "200")] // a second one
    [InlineData(":protocol", "websocket")]
    public Task A_response_has_one_status_and_no_other(string name, string value) => IsMalformed(Headers(1).Status(200).Field(name, value).EndStream());

    [Theory, Trait("RFC 9113", "8.3.2")]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("2000")]
    [InlineData("099")]
    [InlineData("abc")]
    [InlineData("+20")]
    [InlineData("2 0")]
    public Task A_status_is_three_digits(string status) => IsMalformed(Headers(1).Field(":status", status).EndStream());

    [Fact, Trait("RFC 9113", "8.3.2")]
    public Task A_response_without_a_status_is_malformed() => IsMalformed(Headers(1).Field("x-test", "1").EndStream());

    [Fact, Trait("RFC 9113", "8.3.2")]
    public Task Nor_is_an_empty_block_a_response() => IsMalformed(Headers(1).Block().EndStream());

    [Theory, Trait("RFC 9113", "8.3.1")]
    [InlineData("GET", "/a?b=c")]
    [InlineData("OPTIONS", "*")]
    public Task A_request_begins_with_its_four_pseudo_header_fields(string method, string target) => OnRequest(Request.Of(method, target, global::AkkaH2.Headers.Of(("a", "b"))), async (peer, response) =>
    {
        await ExpectAnswered(peer, 1, response);
        Assert.Matches($":method={method} :scheme=https? :authority=localhost :path={Regex.Escape(target)} a=b", peer.Log.ToString());
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task Other_streams_go_on_beside_a_malformed_response() => WithClient(async client =>
    {
        var good = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        var bad = client.Send(Request.Get("/"));
        await peer.ExpectHeaders(3);
        await peer.Send(Headers(3).Status(200).Field("connection", "close").EndStream());
        await peer.ExpectStreamError(3, ErrorCode.ProtocolError);
        Assert.Equal(ClientErrorKind.MalformedResponse, (await Fails(bad)).Kind);
        await ExpectAnswered(peer, 1, good);
    });
}
