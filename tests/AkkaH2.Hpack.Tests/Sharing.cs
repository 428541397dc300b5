using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>Tests of what the process shares run alone: any other test's literals could push theirs out.</summary>
[CollectionDefinition(nameof(SharedByTheProcess), DisableParallelization = true)]
public sealed class SharedByTheProcess;

/// <summary>Strings that come again are the same instances, except secrets.</summary>
[Collection(nameof(SharedByTheProcess))]
[Trait("RFC 7541", "7.1")]
public sealed class Sharing
{
    private const string Agent = "a user agent for the sharing tests";

    [Fact]
    public void A_literal_is_shared_between_connections_from_its_third_time_on()
    {
        var instances = Enumerable.Range(0, 4).Select(_ => DecodeAnew(Field("user-agent", Agent)).Value).ToArray();

        Assert.Same(instances[2], instances[3]);
    }

    [Theory]
    [InlineData("authorization")]
    [InlineData("cookie")]
    public void A_secret_is_not(string name)
    {
        var instances = Enumerable.Range(0, 4).Select(_ => DecodeAnew(Field(name, "a secret for the sharing tests")).Value).ToArray();

        Assert.NotSame(instances[2], instances[3]);
        Assert.Equal(instances[2], instances[3]);
    }

    [Fact]
    public void A_field_marked_as_never_indexed_is_not()
    {
        var instances = Enumerable.Range(0, 4).Select(_ => DecodeAnew(Secret("x", "a marked field for the sharing tests")).Value).ToArray();

        Assert.NotSame(instances[2], instances[3]);
    }

    [Fact]
    public void The_same_octets_plain_and_coded_are_different_strings()
    {
        for (var i = 0; i < 4; i++)
        {
            new HpackDecoder().Read("00 01 78 02 18 c7").ShouldBe(Field("x", "\u0018\u00c7"));
            new HpackDecoder().Read("00 01 78 82 18 c7").ShouldBe(Field("x", "aaa"));
        }
    }

    private static HeaderField DecodeAnew(HeaderField field) => new HpackDecoder().Read(new HpackEncoder().Write(field)).Fields[0];
}
