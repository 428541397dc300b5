using AkkaH2.Hpack;

namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.3")]
public sealed class Section_4_3_FieldBlocks(TestServer server) : SectionTests(server)
{
    [Theory]
    [InlineData(new byte[] { 0x80 })] // RFC 7541 §6.1: index 0
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0x7f })] // an index that no table has
    [InlineData(new byte[] { 0x82, 0x86, 0x41 })] // ends inside of a literal
    [InlineData(new byte[] { 0x00, 0x81, 0x00, 0x00 })] // RFC 7541 §5.2: a Huffman code that is no prefix of EOS as padding
    [InlineData(new byte[] { 0x00, 0x85, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 })] // RFC 7541 §5.2: EOS in a string
    [InlineData(new byte[] { 0x3f, 0xff, 0xff, 0xff, 0x7f })] // RFC 7541 §6.3: a table above SETTINGS_HEADER_TABLE_SIZE
    [InlineData(new byte[] { 0x82, 0x20 })] // RFC 7541 §4.2: a size update behind a field
    public Task A_block_that_cannot_be_decoded_is_a_connection_error(byte[] block) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Block(block).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_block_may_be_cut_anywhere() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Cut(1, 0, 2).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task The_table_stays_in_step_when_a_stream_is_in_error() => WithConnection(async peer =>
    {
        // The fields that the bad request put into the table are named by index in the good one.
        await peer.Send(Headers(1).Get("/hello").Field("x-shared", "some value").Field("connection", "close").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.ProtocolError);
        await peer.Send(Headers(3).Get("/hello").Field("x-shared", "some value").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(3)).Text);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task The_server_keeps_to_the_table_size_of_the_client() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.HeaderTableSize, 0));
        for (var stream = 1; stream < 9; stream += 2) await ExpectServed(peer, stream); // the peer fails on a wrong block
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task The_smallest_table_size_of_one_SETTINGS_is_signaled_too() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.HeaderTableSize, 0), (SettingId.HeaderTableSize, 4_096));
        for (var stream = 1; stream < 9; stream += 2) await ExpectServed(peer, stream); // the peer fails on a block without the update
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task A_table_that_is_lowered_and_raised_later_is_signaled_in_the_next_block() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(Settings((SettingId.HeaderTableSize, 0)), Settings((SettingId.HeaderTableSize, 100)));
        await peer.ExpectSettingsAck();
        await peer.ExpectSettingsAck();
        for (var stream = 3; stream < 9; stream += 2) await ExpectServed(peer, stream);
    });

    [Fact, Trait("RFC 7541", "7.1.3")]
    public Task What_the_caller_marks_as_sensitive_is_never_indexed() => WithConnection(async peer =>
    {
        for (var stream = 1; stream < 7; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/secret").EndStream());
            var response = await peer.ExpectResponse(stream);
            Assert.Contains(new HeaderField("x-token", "secret", NeverIndexed: true), response.Fields);
            Assert.Contains(new HeaderField("set-cookie", "id=8f14e45fceea167a5a36dedd4bea2543", NeverIndexed: true), response.Fields);
        }
    });

    [Fact, Trait("RFC 7541", "7.1.3")]
    public Task What_came_as_never_indexed_is_sent_on_as_never_indexed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/forward").Secret("x-token", "secret").Field("x-open", "open").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Contains(new HeaderField("x-token", "secret", NeverIndexed: true), response.Fields);
        Assert.Contains(new HeaderField("x-open", "open"), response.Fields);
    });
}
