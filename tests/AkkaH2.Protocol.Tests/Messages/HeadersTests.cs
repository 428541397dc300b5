using AkkaH2.Hpack;

namespace AkkaH2.Protocol.Tests.Messages;

/// <summary>The fields of a message as an application makes and reads them (RFC 9110 §5).</summary>
public sealed class HeadersTests
{
    private static readonly Headers Accepts = Headers.Of(("accept", "text/html"), ("x-id", "7"), ("accept", "text/css"));

    [Theory]
    [InlineData("Content-Type", "content-type")]
    [InlineData("X-Own-Field", "x-own-field")]
    [InlineData("x-UPPER", "x-upper")]
    [InlineData("plain", "plain")]
    [InlineData(":status", ":status")]
    [Trait("RFC 9113", "8.2.1")]
    public void Names_become_lower_case(string name, string expected)
    {
        Assert.Equal(expected, Headers.Of((name, "1"))[0].Name);
        Assert.Equal(expected, Headers.Empty.WithAdded(name, "1")[0].Name);
        Assert.Equal(expected, Headers.From(new HeaderField(name, "1"))[0].Name);
    }

    [Fact]
    public void A_name_in_lower_case_and_a_common_one_cost_no_string()
    {
        var own = string.Concat("x-", "own");

        Assert.Same(own, Headers.Of((own, "1"))[0].Name);
        Assert.Same(Headers.Of(("Content-Type", "1"))[0].Name, Headers.Of(("CONTENT-type", "2"))[0].Name);
    }

    [Fact]
    [Trait("RFC 9110", "5.1")]
    public void Fields_are_found_by_their_names_without_case()
    {
        Assert.Equal("text/html", Accepts["Accept"]);
        Assert.True(Accepts.Contains("ACCEPT"));
        Assert.Equal(["text/html", "text/css"], Accepts.All("accept"));
        Assert.Null(Accepts["x-other"]);
    }

    [Fact]
    public void With_replaces_all_fields_of_a_name()
    {
        var changed = Accepts.With("Accept", "*/*");

        Assert.Equal(Headers.Of(("x-id", "7"), ("accept", "*/*")), changed);
        Assert.Equal(3, Accepts.Count);
    }

    [Fact]
    public void WithAdded_keeps_the_fields_of_that_name() =>
        Assert.Equal(["text/html", "text/css", "*/*"], Accepts.WithAdded("accept", "*/*").All("accept"));

    [Fact]
    public void Without_leaves_out_all_fields_of_a_name()
    {
        Assert.Equal(Headers.Of(("x-id", "7")), Accepts.Without("Accept"));
        Assert.Same(Accepts, Accepts.Without("x-other"));
    }

    [Fact]
    public void A_list_is_read_without_a_copy_or_an_enumerator_object()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        foreach (var field in Accepts)
            count += field.Name.Length;
        foreach (ref readonly var field in Accepts.AsSpan())
            count += field.Name.Length;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * (6 + 4 + 6), count);
    }

    [Fact]
    public void A_list_does_not_follow_the_array_that_it_was_made_from()
    {
        var fields = new[] { new HeaderField("x-id", "7") };
        var headers = Headers.From(fields);

        fields[0] = new HeaderField("x-id", "8");

        Assert.Equal("7", headers["x-id"]);
    }

    [Fact]
    public void A_builder_is_empty_again_once_it_has_built()
    {
        var builder = new Headers.Builder(capacity: 1).Add("a", "1").AddRange(Accepts.AsSpan());
        var first = builder.Build();

        builder.Add("b", "2");

        Assert.Equal(4, first.Count);
        Assert.Equal(Headers.Of(("b", "2")), builder.Build());
        Assert.Same(Headers.Empty, builder.Build());
    }

    [Fact]
    [Trait("RFC 7541", "7.1.3")]
    public void The_text_for_a_log_leaves_secrets_out()
    {
        var headers = Headers.Of(("a", "1")).With("authorization", "Basic secret", sensitive: true);

        Assert.True(headers[1].NeverIndexed);
        Assert.Equal("a: 1\nauthorization: (never indexed)", headers.ToString());
    }
}
