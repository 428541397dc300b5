namespace AkkaH2.Rfc9113.Tests.Rfc7541;

[Trait("RFC 7541", "4.2")]
public sealed class Section_4_2_MaximumTableSize(TestServer server) : HpackSectionTests(server)
{
    private static byte[] Field => [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.NotIndexed, "x-test", "value")];

    [Theory, Trait("RFC 7541", "6.3")]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4_096)]
    public Task A_size_update_up_to_the_limit_may_begin_a_block(int octets) => IsField("value", [.. RawBlock.Resize(octets), .. Field]);

    [Fact]
    public Task Two_size_updates_may_begin_a_block() => IsField("value", [.. RawBlock.Resize(0), .. RawBlock.Resize(4_096), .. Field]);

    [Theory, Trait("RFC 7541", "6.3")]
    [InlineData(4_097)]
    [InlineData(int.MaxValue)]
    public Task A_size_update_above_the_limit_is_an_error(int octets) => IsCompressionError([.. RawBlock.Resize(octets), .. Field]);

    [Fact]
    public Task A_size_update_behind_a_field_is_an_error() => IsCompressionError([.. Field, .. RawBlock.Resize(0)]);

    [Fact, Trait("RFC 7541", "4.3")]
    public Task A_smaller_table_loses_its_oldest_entries() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, "two", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "two")]);
        await ExpectField(peer, 5, "two", [.. RawBlock.Resize(41), .. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest)]); // 6 + 3 + 32
        await ExpectCompressionError(peer, 7, [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest + 1)]);
    });

    [Fact, Trait("RFC 7541", "4.3")]
    public Task A_table_of_no_size_is_empty() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, "value", [.. RawBlock.Resize(0), .. RawBlock.Resize(4_096), .. Field]);
        await ExpectCompressionError(peer, 5, [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest)]);
    });

    [Fact, Trait("RFC 7541", "4.4")]
    public Task An_entry_larger_than_the_table_empties_it_and_is_no_error() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, new string('~', 5_000), [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", new string('~', 5_000))]);
        await ExpectCompressionError(peer, 5, [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest)]);
    });

    [Fact, Trait("RFC 7541", "4.4")]
    public Task A_new_entry_takes_the_place_of_the_oldest_ones() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "old", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "old")]);
        var large = new string('~', 4_050); // 6 + 4050 + 32: no room for another
        await ExpectField(peer, 3, large, [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, RawBlock.Newest, large)]);
        await ExpectField(peer, 5, large, [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest)]);
        await ExpectCompressionError(peer, 7, [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest + 1)]);
    });
}
