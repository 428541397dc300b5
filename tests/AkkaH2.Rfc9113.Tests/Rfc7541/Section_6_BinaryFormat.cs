namespace AkkaH2.Rfc9113.Tests.Rfc7541;

[Trait("RFC 7541", "6")]
public sealed class Section_6_BinaryFormat(TestServer server) : HpackSectionTests(server)
{
    private static byte[] Get => RawBlock.Get("/field");

    [Fact, Trait("RFC 7541", "6.1")]
    public Task Index_0_stands_for_no_field() => IsCompressionError([.. Get, RawBlock.IndexedField]);

    [Fact, Trait("RFC 7541", "6.1"), Trait("RFC 7541", "2.3.1")]
    public Task Every_index_of_the_static_table_is_a_field() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Block([.. Get, .. Enumerable.Range(15, 47).Where(IsHarmless).SelectMany(RawBlock.Indexed)]).EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(1)).Status);
    });

    [Theory, Trait("RFC 7541", "3.2")]
    [InlineData(RawBlock.Indexing)] // §6.2.1
    [InlineData(RawBlock.NotIndexed)] // §6.2.2
    [InlineData(RawBlock.NeverIndexed)] // §6.2.3
    public Task A_literal_is_a_field_however_it_is_indexed(byte kind) => IsField("value", [.. Get, .. RawBlock.Literal(kind, "x-test", "value")]);

    [Theory, Trait("RFC 7541", "3.2")]
    [InlineData(RawBlock.Indexing)]
    [InlineData(RawBlock.NotIndexed)]
    [InlineData(RawBlock.NeverIndexed)]
    public Task A_name_may_be_an_index(byte kind) => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. Get, .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, "two", [.. Get, .. RawBlock.Literal(kind, RawBlock.Newest, "two")]);
    });

    [Fact, Trait("RFC 7541", "6.2.1")]
    public Task A_literal_with_indexing_is_in_the_table_from_then_on() => WithConnection(async peer =>
    {
        byte[] newest = RawBlock.Indexed(RawBlock.Newest);
        await ExpectField(peer, 1, "one", [.. Get, .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await ExpectField(peer, 3, "one", [.. Get, .. newest]);
        await ExpectField(peer, 5, "one", [.. Get, .. newest]);
    });

    [Theory]
    [InlineData(RawBlock.NotIndexed), Trait("RFC 7541", "6.2.2")]
    [InlineData(RawBlock.NeverIndexed), Trait("RFC 7541", "6.2.3")]
    public Task A_literal_without_indexing_is_in_no_table(byte kind) => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. Get, .. RawBlock.Literal(kind, "x-test", "one")]);
        await ExpectCompressionError(peer, 3, [.. Get, .. RawBlock.Indexed(RawBlock.Newest)]);
    });

    [Fact, Trait("RFC 7541", "2.2")]
    public Task A_table_lives_as_long_as_its_connection() => WithConnection(async peer =>
    {
        await ExpectField(peer, 1, "one", [.. Get, .. RawBlock.Literal(RawBlock.Indexing, "x-test", "one")]);
        await peer.Send(Headers(3).Post("/slow"), RstStream(3), Ping(1));
        await peer.Expect(PingAck(1));
        await WithConnection(other => ExpectCompressionError(other, 1, [.. Get, .. RawBlock.Indexed(RawBlock.Newest)]));
    });

    [Fact, Trait("RFC 7541", "2.1")]
    public Task Fields_keep_their_order() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/cookie").Field("cookie", "a=1").Field("cookie", "b=2").Field("cookie", "c=3").EndStream());
        Assert.Equal("a=1; b=2; c=3", (await peer.ExpectResponse(1)).Text);
    });

    // content-length, host and transfer-encoding have rules of their own, which empty values break.
    private static bool IsHarmless(int index) => index is not (28 or 38 or 57);
}
