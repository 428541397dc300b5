using AkkaH2.Hpack;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Priorities;

[Trait("RFC 9218", "4")]
public sealed class PriorityFieldTests
{
    [Theory]
    [InlineData("u=0", 0, null)]
    [InlineData("u=7", 7, null)]
    [InlineData("i", null, true)]
    [InlineData("i=?1", null, true)]
    [InlineData("i=?0", null, false)]
    [InlineData("u=5, i", 5, true)]
    [InlineData("u=5,i", 5, true)]
    [InlineData("  u=5\t,\ti  ", 5, true)]
    [InlineData("u=1, u=2", 2, null)]
    [InlineData("u=1;a=1;b, i;c", 1, true)]
    [InlineData("", null, null)]
    public void Both_parameters_are_read(string value, int? urgency, bool? incremental) =>
        Assert.Equal(new PriorityParameters(urgency, incremental), PriorityField.Parse(value));

    [Theory]
    [InlineData("u=8")]
    [InlineData("u=-1")]
    [InlineData("u=1.0")]
    [InlineData("u=urgent")]
    [InlineData("u=\"1\"")]
    [InlineData("u")]
    [InlineData("u=(1 2)")]
    [InlineData("i=1")]
    [InlineData("i=true")]
    [InlineData("u=999999999999999")]
    public void A_value_of_another_type_or_out_of_range_counts_as_left_out(string value) =>
        Assert.Equal(default(PriorityParameters), PriorityField.Parse(value));

    [Theory]
    [InlineData("x, u=2")]
    [InlineData("x=\"a, \\\"b\\\\\", u=2")]
    [InlineData("x=token/*:, u=2")]
    [InlineData("x=:aGVsbG8=:, u=2")]
    [InlineData("x=::, u=2")]
    [InlineData("x=-12.125, u=2")]
    [InlineData("x=(1 \"two\" three;p=?1 );q, u=2")]
    [InlineData("x=(), u=2")]
    [InlineData("*a-b.c_d=1; *p=2, u=2")]
    public void Unknown_parameters_of_any_type_are_passed_over(string value) =>
        Assert.Equal(new PriorityParameters(2, null), PriorityField.Parse(value));

    [Theory]
    [InlineData("u=2,")]
    [InlineData("u=2 i")]
    [InlineData(",u=2")]
    [InlineData("u=")]
    [InlineData("u=2, U=3")]
    [InlineData("u=2, i=?2")]
    [InlineData("u=2, x=\"open")]
    [InlineData("u=2, x=\"a\\b\"")]
    [InlineData("u=2, x=\"\u00e9\"")]
    [InlineData("u=2, x=:open")]
    [InlineData("u=2, x=(1 2")]
    [InlineData("u=2, x=(1,2)")]
    [InlineData("u=2, x=1.")]
    [InlineData("u=2, x=1.1234")]
    [InlineData("u=2, x=1234567890123456")]
    [InlineData("u=2, x=-")]
    [InlineData("u=2; ")]
    [InlineData("u=2, x=@1")]
    [InlineData("\tu=2")]
    public void A_value_that_is_no_dictionary_is_ignored_altogether(string value) => Assert.Null(PriorityField.Parse(value));

    [Fact]
    [Trait("RFC 9218", "7")]
    public void Octets_that_are_not_ASCII_are_no_dictionary() =>
        Assert.Null(PriorityField.Parse(new PriorityUpdateFrame(new StreamId(1), new byte[] { (byte)'i', (byte)'=', 0xff, (byte)'1' })));

    [Fact]
    [Trait("RFC 9218", "5")]
    public void A_request_that_names_one_parameter_has_the_default_of_the_other()
    {
        Assert.Equal(new ResponsePriority(1, false), PriorityField.OfRequest("u=1"));
        Assert.Equal(new ResponsePriority(3, true), PriorityField.OfRequest("i"));
        Assert.Equal(new ResponsePriority(3, false), PriorityField.OfRequest("u=9"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("u=2,")]
    [Trait("RFC 9218", "10")]
    public void A_request_that_says_nothing_that_counts_shares_with_others_like_it(string? value) =>
        Assert.Equal(new ResponsePriority(3, true), PriorityField.OfRequest(value));

    [Fact]
    [Trait("RFC 9218", "8")]
    public void A_response_overrides_what_it_names_and_leaves_the_rest()
    {
        var asked = new ResponsePriority(5, true);
        Assert.Equal(new ResponsePriority(1, true), asked.Merge(Answered("u=1")));
        Assert.Equal(new ResponsePriority(5, false), asked.Merge(Answered("i=?0")));
    }

    [Fact]
    [Trait("RFC 9218", "8")]
    public void A_response_without_a_field_that_counts_says_nothing()
    {
        Assert.Null(PriorityField.OfResponse([new HeaderField(":status", "200")]));
        Assert.Null(PriorityField.OfResponse([new(":status", "200"), new("priority", "u=1,")]));
    }

    [Fact]
    [Trait("RFC 9218", "5")]
    public void Several_fields_of_a_request_are_one_dictionary()
    {
        HeaderField[] fields = [new(":method", "GET"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/"), new("priority", "u=1, x"), new("priority", "i, u=2")];
        Assert.Equal(new ResponsePriority(2, true), RequestRules.Parse(new StreamId(1), fields).Value!.Priority);
    }

    private static PriorityParameters Answered(string value) => PriorityField.OfResponse([new(":status", "200"), new("priority", value)])!.Value;
}
