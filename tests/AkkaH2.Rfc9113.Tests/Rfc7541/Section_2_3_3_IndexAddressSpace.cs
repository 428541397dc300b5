namespace AkkaH2.Rfc9113.Tests.Rfc7541;

[Trait("RFC 7541", "2.3.3")]
public sealed class Section_2_3_3_IndexAddressSpace(TestServer server) : HpackSectionTests(server)
{
    [Fact]
    public Task Index_61_is_the_last_of_the_static_table_and_62_the_newest_of_the_dynamic_one() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, "one", [.. RawBlock.Get("/field"), .. RawBlock.Indexed(61), .. RawBlock.Indexed(RawBlock.Newest)]);
    });

    [Fact]
    public Task The_newest_entry_has_the_lowest_index() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "old", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "old")]);
        await ExpectField(peer, 3, "new", [.. RawBlock.Get("/field"), .. RawBlock.Literal(RawBlock.Indexing, "x-test", "new")]);
        await ExpectField(peer, 5, "new", [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest)]);
        await ExpectField(peer, 7, "old", [.. RawBlock.Get("/field"), .. RawBlock.Indexed(RawBlock.Newest + 1)]);
    });

    [Theory]
    [InlineData(RawBlock.Newest)] // the dynamic table is empty
    [InlineData(1_000)]
    public Task An_index_beyond_both_tables_is_an_error(int index) =>
        IsCompressionError([.. RawBlock.Get("/hello"), .. RawBlock.Indexed(index)]);

    [Theory]
    [InlineData(RawBlock.Indexing)]
    [InlineData(RawBlock.NotIndexed)]
    [InlineData(RawBlock.NeverIndexed)]
    public Task A_name_beyond_both_tables_is_an_error(byte kind) =>
        IsCompressionError([.. RawBlock.Get("/hello"), .. RawBlock.Literal(kind, RawBlock.Newest, "value")]);
}
