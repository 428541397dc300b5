using AkkaH2.Referee;

namespace AkkaH2.Rfc9113.Tests.Rfc7541;

/// <summary>The same requests, encoded in every way that RFC 7541 leaves to an encoder, through tables that fill up and change their size.</summary>
[Trait("RFC 7541", "5.2"), Trait("RFC 7541", "6")]
public sealed class Section_6_Encodings(TestServer server) : HpackSectionTests(server)
{
    private static readonly string EveryVisibleCharacter = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c));

    [Theory]
    [InlineData(Indexing.None, false)]
    [InlineData(Indexing.None, true)]
    [InlineData(Indexing.Incremental, false)]
    [InlineData(Indexing.Incremental, true)]
    public Task A_request_is_understood_however_it_is_encoded(Indexing indexing, bool huffman) => WithConnection(async peer =>
    {
        (peer.Encoder.Indexing, peer.Encoder.UseHuffman) = (indexing, huffman);
        for (var i = 0; i < 30; i++)
        {
            // Some values come again and are an index then; the long ones push the others out of the table of 4,096 octets.
            var value = i % 3 == 0 ? EveryVisibleCharacter : new string((char)('a' + i % 7), 300 * (i % 5));
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get("/field").Field("x-test", value).Field($"x-{i % 4}", "again").EndStream());
            Assert.Equal(value, (await peer.ExpectResponse(stream)).Text);
        }
    });

    [Theory, Trait("RFC 7541", "4.2")]
    [InlineData(new uint[] { 0 })]
    [InlineData(new uint[] { 100 })]
    [InlineData(new uint[] { 0, 4_096 })]
    [InlineData(new uint[] { 2_000, 60, 1_000 })]
    public Task A_client_may_use_less_of_the_table_than_it_is_allowed(uint[] sizes) => WithConnection(async peer =>
    {
        for (var i = 0; i < 6; i++)
        {
            if (i == 3) Array.ForEach(sizes, peer.Encoder.Allow);
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get("/field").Field("x-test", "in step").EndStream());
            Assert.Equal("in step", (await peer.ExpectResponse(stream)).Text);
        }
    });
}
