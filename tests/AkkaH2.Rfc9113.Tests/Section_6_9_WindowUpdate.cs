namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9")]
public sealed class Section_6_9_WindowUpdate(TestServer server) : SymmetricSectionTests(server)
{
    [Theory]
    [InlineData(0)]
    [InlineData(0x80)] // the reserved bit is no part of the increment
    public Task An_increment_of_0_on_a_stream_is_a_stream_error(byte first) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, stream, first, 0, 0, 0));
        await peer.ExpectStreamError(stream, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0x80)]
    public Task An_increment_of_0_on_the_connection_is_a_connection_error(byte first) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, 0, first, 0, 0, 0));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public Task Another_length_than_4_is_a_connection_error(int length) => OnEachSide(async (peer, side) =>
    {
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task Another_length_than_4_on_a_stream_is_a_connection_error_too() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, stream, 0, 0, 1));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task Content_that_is_read_is_given_back() => OnEachSide(async (peer, side) =>
    {
        // Several times both windows: it only fits if credit comes back.
        var octets = (int)(4 * peer.SendWindow(0));
        var stream = await side.OpenToReceive(peer);
        await peer.SendBody(stream, new byte[octets]);
        await side.ExpectReceived(peer, stream, octets);
    });

    [Fact]
    public Task DATA_on_a_stream_in_error_counts_for_the_connection_and_is_given_back() => OnEachSide(async (peer, side) =>
    {
        // Twice the connection's window, on streams that were reset.
        for (var left = 2 * peer.SendWindow(0); left > 0;)
        {
            var stream = await side.Open(peer);
            await peer.Send(WindowUpdate(stream, int.MaxValue));
            for (var i = 0; i < 20; i++, left -= 16_384) await peer.Send(Data(stream, new byte[16_384]));
            await peer.ExpectStreamError(stream, ErrorCode.FlowControlError);
        }
    });

    [Fact]
    public Task Content_that_nobody_reads_is_given_back_when_its_stream_is_reset() => OnEachSide(async (peer, side) =>
    {
        for (var left = 2 * peer.SendWindow(0); left > 0;)
        {
            var stream = await side.Open(peer);
            for (var i = 0; i < 20; i++, left -= 16_384) await peer.Send(Data(stream, new byte[16_384]));
            await peer.Send(RstStream(stream));
            await peer.ExpectAlive();
        }
    });
}
