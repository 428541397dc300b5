using System.Globalization;
using AkkaH2.Hpack;

namespace AkkaH2.Protocol.Tests;

public sealed class ResponseRulesTests
{
    private static readonly Headers Length = Headers.Of(("content-length", "3"));

    [Fact]
    public void The_head_of_fields_that_are_sent_again_is_made_once_for_each_date()
    {
        var headers = Headers.Of(("content-type", "text/plain"));
        Head("GET", 200, 3, "now");
        var kept = Head("GET", 200, 3, "now");
        Assert.Same(kept, Head("POST", 200, 3, "now"));
        Assert.Equal("later", Field(Head("GET", 200, 3, "later"), "date"));
        Assert.Same(Head("GET", 200, 3, "later"), Head("GET", 200, 3, "later"));

        HeaderField[] Head(string method, int status, long? length, string? date) => ResponseRules.Head(method, status, headers, length, date);
    }

    [Theory]
    [Trait("RFC 9110", "8.6")]
    [InlineData("GET", 200, 3, "3")]
    [InlineData("GET", 200, 4, "4")]
    [InlineData("GET", 200, null, null)]
    [InlineData("GET", 204, 3, null)]
    [InlineData("GET", 205, 3, "0")] // RFC 9110 §15.3.6
    [InlineData("GET", 205, null, "0")]
    [InlineData("HEAD", 200, 3, "3")]
    [InlineData("CONNECT", 200, 3, null)]
    public void A_head_that_was_made_before_is_sent_only_where_it_belongs(string method, int status, int? length, string? announced)
    {
        var headers = Headers.Of(("content-type", "text/plain"));
        for (var n = 0; n < 3; n++)
            ResponseRules.Head("GET", 200, headers, 3, "now");

        var head = ResponseRules.Head(method, status, headers, length, "now");

        Assert.Equal($"{status}", head[0].Value);
        Assert.Equal(announced, Field(head, "content-length"));
        Assert.Equal("now", Field(head, "date"));
    }

    [Theory]
    [Trait("RFC 9110", "8.6")]
    [InlineData("GET", 200, "3")]
    [InlineData("HEAD", 200, "3")]
    [InlineData("GET", 404, "3")]
    [InlineData("GET", 204, null)]
    [InlineData("GET", 304, null)]
    [InlineData("CONNECT", 200, null)]
    [InlineData("CONNECT", 502, "3")]
    public void The_length_of_a_body_is_announced_where_it_may_be(string method, int status, string? length) =>
        Assert.Equal(length, Field(ResponseRules.Head(method, status, Headers.Empty, 3, date: null), "content-length"));

    [Theory]
    [Trait("RFC 9110", "8.6")]
    [InlineData("GET", 204, null)]
    [InlineData("GET", 205, "0")] // RFC 9110 §15.3.6
    [InlineData("CONNECT", 200, null)]
    [InlineData("GET", 304, "3")] // what the same GET would have been answered with
    [InlineData("HEAD", 200, "3")]
    public void A_length_that_the_application_set_is_left_out_where_it_may_not_be(string method, int status, string? length) =>
        Assert.Equal(length, Field(ResponseRules.Head(method, status, Length, 0, date: null), "content-length"));

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void A_length_that_is_not_the_bodys_is_refused()
    {
        Assert.Contains("content-length is 3", Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", 200, Length, 4, date: null)).Message);
        Assert.Equal("3", Field(ResponseRules.Head("GET", 200, Length, 3, date: null), "content-length"));
        Assert.Throws<ArgumentException>(() => ResponseRules.Announced(Headers.Of(("content-length", "many"))));
    }

    [Fact]
    [Trait("RFC 9110", "8.6")]
    public void Nor_may_there_be_two_lengths_or_one_that_is_none()
    {
        Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", 200, Length.WithAdded("content-length", "4"), 3, date: null));
        Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", 200, Length.WithAdded("content-length", "4"), length: null, date: null));
        Assert.Throws<ArgumentException>(() => ResponseRules.Head("HEAD", 200, Headers.Of(("content-length", "many")), length: null, date: null));
        Assert.Equal(3, ResponseRules.Head("GET", 200, Length.WithAdded("content-length", "3"), 3, date: null).Length);
    }

    [Fact]
    public void What_is_wrong_is_quoted_in_few_words()
    {
        var wrong = new string('\u0001', 100_000);
        Assert.All(
            new[] { Headers.Of((wrong, "1")), Headers.Of(("te", new string('x', 100_000))), Headers.Of(("content-length", wrong)) },
            headers => Assert.InRange(Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", 200, headers, 0, date: null)).Message.Length, 1, 1_200));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(1000)]
    public void A_response_has_a_final_status(int status) => Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", status, Headers.Empty, 0, date: null));

    [Theory]
    [Trait("RFC 9110", "15")]
    [InlineData(200)]
    [InlineData(599)]
    [InlineData(600)]
    [InlineData(999)]
    public void It_may_have_any_status_of_three_digits(int status) =>
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), Field(ResponseRules.Head("GET", status, Headers.Empty, 0, date: null), ":status"));

    [Theory]
    [Trait("RFC 9113", "8.6")]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(200)]
    public void An_informational_one_has_an_informational_status_that_is_not_101(int status) =>
        Assert.Throws<ArgumentException>(() => ResponseRules.Informational(status, Headers.Empty));

    [Fact]
    [Trait("RFC 9110", "8.6")]
    public void An_informational_one_has_no_length_and_no_date()
    {
        var head = ResponseRules.Informational(103, Length.WithAdded("link", "</a>"));
        Assert.Equal([":status", "link"], head.Select(f => f.Name));
        Assert.Equal("103", head[0].Value);
    }

    [Theory]
    [Trait("RFC 9113", "8.1")]
    [InlineData(":status")]
    [InlineData("connection")]
    public void Trailers_have_neither_pseudo_fields_nor_what_HTTP_2_forbids(string name) =>
        Assert.Throws<ArgumentException>(() => ResponseRules.Trailers(Headers.Of((name, "200"))));

    [Theory]
    [Trait("RFC 9110", "5.5")]
    [InlineData("a\u0001b")]
    [InlineData("\u001b[31m")]
    [InlineData("a\u007fb")]
    public void A_field_has_no_control_characters(string value)
    {
        var headers = Headers.Of(("x-note", value));
        Assert.Throws<ArgumentException>(() => ResponseRules.Head("GET", 200, headers, 0, date: null));
        Assert.Throws<ArgumentException>(() => ResponseRules.Informational(103, headers));
        Assert.Throws<ArgumentException>(() => ResponseRules.Trailers(headers));
    }

    [Theory]
    [Trait("RFC 9110", "5.5")]
    [InlineData("a\tb")]
    [InlineData("\u0080\u00ff")] // obs-text
    public void It_may_have_tabs_and_octets_above_ASCII(string value) =>
        Assert.Equal(value, Field(ResponseRules.Head("GET", 200, Headers.Of(("x-note", value)), 0, date: null), "x-note"));

    private static string? Field(Hpack.HeaderField[] head, string name) => head.Where(f => f.Name == name).Select(f => f.Value).SingleOrDefault();
}
