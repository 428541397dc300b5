using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

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
    [InlineData(":method=GET", ":scheme=http", "accept=*/*", ":path=/")] // a pseudo-header field after a regular one
    [InlineData(":method=GET", ":scheme=http", ":path=/", "content-length=1", "content-length=2")]
    [InlineData(":method=GET", ":scheme=http", ":path=/", "content-length=-1")]
    [InlineData(":method=GET", ":scheme=http", ":path=/\n")]
    [InlineData(":method=GET", ":scheme=http", ":path=/a b")]
    [InlineData(":method=GET", ":scheme=http", ":path=/\u007f")]
    [InlineData(":method=GET", ":scheme=coap", ":path=/\u001b[31m")] // RFC 3986 §2: a target of any scheme
    [InlineData(":method=GET", ":scheme=coap", ":authority=a\u001bb", ":path=/")]
    [InlineData(":method=GET", ":scheme=http", ":path=/\u00e9")]
    [InlineData(":method=GET", ":scheme=http", ":path=/a#b")] // RFC 9110 §7.1: a fragment is no part of it
    [InlineData(":method=GET", ":scheme=http", ":path=http://a/")]
    [InlineData(":method=GET", ":scheme=1http", ":path=/")]
    [InlineData(":method=GET", ":scheme=ht tp", ":path=/")]
    [InlineData(":method=GET", ":scheme=", ":path=/")]
    [InlineData(":method=", ":scheme=http", ":path=/")]
    public void What_lacks_or_repeats_control_data_is_malformed(params string[] fields) => AssertMalformed(fields);

    [Theory]
    [InlineData("a\r\n\u001b[31m=b")]
    [InlineData("te=\u001b[31m")]
    [InlineData("content-length=\u001b[31m")]
    public void A_fault_is_told_in_printable_characters(string field)
    {
        var detail = Parse([.. Get, field]).Error!.Detail;
        Assert.Contains(@"\x1b[31m", detail);
        Assert.DoesNotContain(detail, char.IsControl);
    }

    [Theory]
    [Trait("RFC 9113", "8.2.2")]
    [InlineData("connection=close")]
    [InlineData("keep-alive=1")]
    [InlineData("proxy-connection=close")]
    [InlineData("transfer-encoding=chunked")]
    [InlineData("upgrade=h2c")]
    [InlineData("te=gzip")]
    public void Connection_specific_fields_are_malformed(string field) => AssertMalformed([.. Get, field]);

    [Theory]
    [Trait("RFC 9113", "8.2.2")]
    [InlineData("te=trailers")]
    [InlineData("te=Trailers")] // RFC 9110 §10.1.4: its case makes no difference
    public void The_te_field_may_say_trailers(string field) => Assert.NotNull(Parse([.. Get, field]).Value);

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

    [Theory]
    [Trait("RFC 9110", "9.3.6")]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("example.com:")]
    [InlineData("example.com:0")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:https")]
    [InlineData("user@example.com:443")]
    [InlineData(":443")]
    public void Connect_to_anything_but_a_host_and_a_port_is_malformed(string authority) => AssertMalformed([":method=CONNECT", $":authority={authority}"]);

    [Theory]
    [InlineData("")]
    [InlineData("user@example.com")]
    [InlineData("example.com/")]
    [InlineData("example .com")]
    [InlineData("ex\u00e4mple.com")]
    [InlineData("example.com:80a")]
    [InlineData("example.com:80:80")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[]")]
    [InlineData("[::1]80")]
    [InlineData(":80")]
    public void An_authority_that_is_no_host_with_an_optional_port_is_malformed(string authority)
    {
        AssertMalformed([":method=GET", ":scheme=http", $":authority={authority}", ":path=/"]);
        if (authority.Length > 0)
            AssertMalformed([":method=GET", ":scheme=http", ":path=/", $"host={authority}"]);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("example.com:")]
    [InlineData("EXAMPLE.com:8080")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("a_b.%C3%A9~")]
    public void A_host_with_an_optional_port_is_an_authority(string authority) =>
        Assert.Equal(authority, Parse(":method=GET", ":scheme=https", $":authority={authority}", ":path=/").Value!.Authority);

    [Theory]
    [InlineData("http", "example.com", "Example.COM")]
    [InlineData("http", "example.com:80", "example.com")]
    [InlineData("http", "example.com", "example.com:")]
    [InlineData("https", "example.com", "example.com:443")]
    [InlineData("https", "[::1]:443", "[::1]")]
    public void A_host_that_is_the_authority_in_other_words_is_well_formed(string scheme, string authority, string host) =>
        Assert.Equal(authority, Parse(":method=GET", $":scheme={scheme}", $":authority={authority}", ":path=/", $"host={host}").Value!.Authority);

    [Theory]
    [InlineData("http", "example.com", "example.org")]
    [InlineData("http", "example.com", "")]
    [InlineData("http", "example.com:443", "example.com")]
    [InlineData("https", "example.com:80", "example.com")]
    [InlineData("http", "example.com", "example.com:8080")]
    public void A_host_that_is_another_authority_is_malformed(string scheme, string authority, string host) =>
        AssertMalformed([":method=GET", $":scheme={scheme}", $":authority={authority}", ":path=/", $"host={host}"]);

    [Theory]
    [InlineData("")]
    [InlineData("sip:alice@example.com")]
    public void What_targets_of_other_schemes_look_like_is_their_own_business(string path) =>
        Assert.Equal(path, Parse(":method=GET", ":scheme=sip", $":path={path}").Value!.Path);

    [Theory]
    [Trait("RFC 9110", "10.1.1")]
    [InlineData("expect=100-continue", true)]
    [InlineData("expect=100-Continue", true)]
    [InlineData("expect=something-else", false)]
    [InlineData("accept=*/*", false)]
    public void A_request_may_expect_to_be_told_to_go_on(string field, bool expects) =>
        Assert.Equal(expects, Parse([.. Get, field]).Value!.ExpectsContinue);

    [Fact]
    public void An_asterisk_is_the_path_of_options_only() =>
        Assert.NotNull(Parse(":method=OPTIONS", ":scheme=http", ":authority=example.com", ":path=*").Value);

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public void Trailers_end_the_stream_and_have_no_pseudo_fields()
    {
        HeaderField[] checksum = [new("x-checksum", "1")];
        Assert.Null(TrailerRules.Check(new FieldSection(Id, checksum, EndStream: true)));
        Assert.NotNull(TrailerRules.Check(new FieldSection(Id, checksum, EndStream: false)));
        Assert.NotNull(TrailerRules.Check(new FieldSection(Id, [new(":path", "/")], EndStream: true)));
        Assert.NotNull(TrailerRules.Check(new FieldSection(Id, [new("connection", "close")], EndStream: true)));
    }

    [Fact]
    [Trait("RFC 9113", "10.5.1")]
    public void Trailers_above_the_limit_reset_the_stream()
    {
        var error = TrailerRules.Check(new FieldSection(Id, [], EndStream: true) { TooLarge = true });
        Assert.Equal(ErrorCode.EnhanceYourCalm, Assert.IsType<Http2Error.OnStream>(error).Code);
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
