using AkkaH2.Hpack;

namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.3")]
public sealed class Section_4_3_FieldBlocks(TestServer server) : SymmetricSectionTests(server)
{
    [Theory]
    [InlineData(new byte[] { 0x80 })] // RFC 7541 §6.1: index 0
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0x7f })] // an index that no table has
    [InlineData(new byte[] { 0x82, 0x86, 0x41 })] // ends inside of a literal
    [InlineData(new byte[] { 0x00, 0x81, 0x00, 0x00 })] // RFC 7541 §5.2: a Huffman code that is no prefix of EOS as padding
    [InlineData(new byte[] { 0x00, 0x85, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 })] // RFC 7541 §5.2: EOS in a string
    [InlineData(new byte[] { 0x3f, 0xff, 0xff, 0xff, 0x7f })] // RFC 7541 §6.3: a table above SETTINGS_HEADER_TABLE_SIZE
    [InlineData(new byte[] { 0x82, 0x20 })] // RFC 7541 §4.2: a size update behind a field
    public Task A_block_that_cannot_be_decoded_is_a_connection_error(byte[] block) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(Headers(stream).Block(block).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task Trailers_that_cannot_be_decoded_are_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Headers(stream).Block(0x80).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_block_may_be_cut_anywhere() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).Cut(1, 0, 2).EndStream());
        await side.ExpectReceived(peer, stream, 0);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_a_stream_is_in_error() => WithConnection(async peer =>
    {
        // The fields that the bad request put into the table are named by index in the good one.
        await peer.Send(Headers(1).Get("/field").Field("x-test", "in step").Field("connection", "close").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.ProtocolError);
        await ExpectInStep(peer, 3);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_HEADERS_come_on_a_stream_that_was_reset() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), WindowUpdate(1, int.MaxValue), Headers(1).Field("x-test", "in step").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.FlowControlError);
        await ExpectInStep(peer, 3);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_a_stream_is_refused() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        for (var i = 0; i < limit; i++) await peer.Send(Headers(peer.NewStream()).Post("/slow"));
        var refused = peer.NewStream();
        await peer.Send(Headers(refused).Get("/field").Field("x-test", "in step").EndStream());
        await peer.ExpectRstStream(refused, ErrorCode.RefusedStream);
        await peer.Send(RstStream(1));
        await ExpectInStep(peer, peer.NewStream(), again: true);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task The_table_stays_in_step_when_a_field_section_is_too_large() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxHeaderListSize];
        await peer.Send(Headers(1).Get("/field").Field("x-test", "in step").Field("x-long", new string('~', limit)).Field("x-behind", "too").EndStream());
        Assert.Equal(431, (await peer.ExpectResponse(1)).Status);
        await peer.Send(Headers(3).Get("/field").Field("x-behind", "too").Field("x-test", "in step").EndStream());
        Assert.Equal("in step", (await peer.ExpectResponse(3)).Text);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task The_table_size_of_the_peer_holds() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.HeaderTableSize, 0));
        for (var i = 0; i < 4; i++) await side.ExpectWorks(peer); // the peer fails on a wrong block
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task The_smallest_table_size_of_one_SETTINGS_is_signaled_too() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.HeaderTableSize, 0), (SettingId.HeaderTableSize, 4_096));
        for (var i = 0; i < 4; i++) await side.ExpectWorks(peer); // the peer fails on a block without the update
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task A_table_that_is_lowered_and_raised_later_is_signaled_in_the_next_block() => OnEachSide(async (peer, side) =>
    {
        await side.ExpectWorks(peer);
        await peer.Send(Settings((SettingId.HeaderTableSize, 0)), Settings((SettingId.HeaderTableSize, 100)));
        await peer.ExpectSettingsAck();
        await peer.ExpectSettingsAck();
        for (var i = 0; i < 3; i++) await side.ExpectWorks(peer);
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

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task A_block_behind_a_smaller_table_begins_with_a_size_update() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(Settings((SettingId.HeaderTableSize, 0)));
        await peer.ExpectSettingsAck();
        await peer.Send(Headers(3).Get("/hello").EndStream());
        Assert.Equal(RawBlock.Resize(0), (await peer.Expect<HeadersFrame>(x => x.Stream.Value == 3)).Fragment[..1].ToArray());
    });

    [Fact, Trait("RFC 9113", "4.3.1"), Trait("RFC 7541", "4.2")]
    public Task A_table_that_was_smaller_in_between_is_told_with_two_size_updates() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(Settings((SettingId.HeaderTableSize, 0)), Settings((SettingId.HeaderTableSize, 4_096)));
        for (var i = 0; i < 2; i++) await peer.ExpectSettingsAck();
        await peer.Send(Headers(3).Get("/hello").EndStream());
        byte[] expected = [.. RawBlock.Resize(0), .. RawBlock.Resize(4_096)];
        Assert.Equal(expected, (await peer.Expect<HeadersFrame>(x => x.Stream.Value == 3)).Fragment[..expected.Length].ToArray());
    });

    private static async Task ExpectInStep(TestPeer peer, int stream, bool again = false)
    {
        while (true)
        {
            await peer.Send(Headers(stream).Get("/field").Field("x-test", "in step").EndStream());
            var frame = await peer.Expect<Frame>(x => x.Stream.Value == stream && x is HeadersFrame or RstStreamFrame);
            if (frame is HeadersFrame) break;

            // A slot becomes free when the work on the reset stream has ended: until then the answer is "try again".
            Assert.True(again && frame is RstStreamFrame { Code: ErrorCode.RefusedStream }, frame.ToString());
            stream = peer.NewStream();
        }

        await ExpectContent(peer, stream, "in step");
    }
}
