using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Protocol;

[Trait("RFC 9113", "8.3.1")]
public sealed class RequestRulesTests
{
    private static readonly StreamId Id = new(1);

    [Fact]
    public void A_request_has_its_control_data_and_its_fields_apart()
    {
        var head = Parse(":method=GET", ":scheme=https", ":authority=example.com", ":path=/a?b", "accept=*/*").Value!;
        Assert.Equal(("GET", "https", "example.com", "/a?b"), (head.Method, head.Scheme, head.Authority, head.Path));
        Assert.Equal("accept: */*", head.Headers.ToString());
    }

    [Fact]
    public void The_host_field_stands_in_for_a_missing_authority() =>
        Assert.Equal("example.com", Parse(":method=GET", ":scheme=http", ":path=/", "host=example.com").Value!.Authority);

    [Theory]
    [InlineData(":method=GET", ":scheme=http")] // no :path
    [InlineData(":method=GET", ":path=/")] // no :scheme
    [InlineData(":scheme=http", ":path=/")] // no :method
    [InlineData(":method=GET", ":scheme=http", ":path=")]
    [InlineData(":method=GET", ":scheme=http", ":path=index.html")]
    [InlineData(":method=GET", ":scheme=http", ":path=*")]
    [InlineData(":method=GET", ":method=GET", ":scheme=http", ":path=/")]
    [InlineData(":method=GET", ":scheme=http", ":path=/", ":path=/")]
    [InlineData(":method=GET", ":scheme=http", ":path=/", ":status=200")]
    [InlineData(":method=GET", ":scheme=http", ":path=/", ":color=red")]
    [InlineData(":method=GET", ":scheme=http", "accept=*/*", ":path=/")] // a pseudo-field after a regular one
    [InlineData(":method=GET", ":scheme=http", ":path=/", "content-length=1", "content-length=2")]
    [InlineData(":method=GET", ":scheme=http", ":path=/", "content-length=-1")]
    [InlineData(":method=GET", ":scheme=http", ":path=/\n")]
    public void What_lacks_or_repeats_control_data_is_malformed(params string[] fields) => AssertMalformed(fields);

    [Theory]
    [Trait("RFC 9113", "8.2.2")]
    [InlineData("connection=close")]
    [InlineData("keep-alive=1")]
    [InlineData("proxy-connection=close")]
    [InlineData("transfer-encoding=chunked")]
    [InlineData("upgrade=h2c")]
    [InlineData("te=gzip")]
    public void Connection_specific_fields_are_malformed(string field) => AssertMalformed([.. Get, field]);

    [Fact]
    [Trait("RFC 9113", "8.2.2")]
    public void The_te_field_may_say_trailers() => Assert.NotNull(Parse([.. Get, "te=trailers"]).Value);

    [Theory]
    [Trait("RFC 9113", "8.2.1")]
    [InlineData("Accept=*/*")]
    [InlineData("=empty")]
    [InlineData("a b=c")]
    [InlineData("a\u00e9=c")]
    [InlineData("a=b\0")]
    [InlineData("a=b\rc")]
    [InlineData("a=b\nc")]
    [InlineData("a= b")]
    [InlineData("a=b\t")]
    public void Names_and_values_with_forbidden_octets_are_malformed(string field) => AssertMalformed([.. Get, field]);

    [Fact]
    [Trait("RFC 9113", "8.5")]
    public void Connect_has_an_authority_and_neither_scheme_nor_path()
    {
        Assert.NotNull(Parse(":method=CONNECT", ":authority=example.com:443").Value);
        AssertMalformed([":method=CONNECT"]);
        AssertMalformed([":method=CONNECT", ":authority=a:1", ":path=/"]);
        AssertMalformed([":method=CONNECT", ":authority=a:1", ":scheme=http"]);
    }

    [Fact]
    public void An_asterisk_is_the_path_of_options_only() =>
        Assert.NotNull(Parse(":method=OPTIONS", ":scheme=http", ":path=*").Value);

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public void Trailers_end_the_stream_and_have_no_pseudo_fields()
    {
        HeaderField[] checksum = [new("x-checksum", "1")];
        Assert.Null(RequestRules.CheckTrailers(new FieldSection(Id, checksum, EndStream: true)));
        Assert.NotNull(RequestRules.CheckTrailers(new FieldSection(Id, checksum, EndStream: false)));
        Assert.NotNull(RequestRules.CheckTrailers(new FieldSection(Id, [new(":path", "/")], EndStream: true)));
    }

    private static string[] Get => [":method=GET", ":scheme=http", ":authority=a", ":path=/"];

    private static void AssertMalformed(string[] fields)
    {
        var error = Assert.IsType<Http2Error.OnStream>(Parse(fields).Error);
        Assert.Equal((Id, ErrorCode.ProtocolError), (error.Stream, error.Code));
        Assert.StartsWith("malformed request: ", error.Detail);
    }

    private static Outcome<RequestHead> Parse(params string[] fields) =>
        RequestRules.Parse(Id, [.. fields.Select(f => new HeaderField(f[..f.IndexOf('=', 0)], f[(f.IndexOf('=') + 1)..]))]);
}
