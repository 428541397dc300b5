namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.2")]
public sealed class Section_6_2_Headers(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task HEADERS_on_stream_0_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        await peer.Send(side.Head(0).EndStream());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(FrameFlags.Padded, 4)]
    [InlineData(FrameFlags.Padded, 255)]
    [InlineData(FrameFlags.Padded | FrameFlags.Priority, 1)]
    internal Task Padding_that_exceeds_the_payload_is_a_connection_error(FrameFlags flags, byte padLength) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        byte[] payload = flags.HasFlag(FrameFlags.Priority) ? [padLength, 0, 0, 0, 0, 0] : [padLength, 0x82, 0x86, 0x84];
        await peer.Send(Raw(FrameType.Headers, flags | FrameFlags.EndHeaders | FrameFlags.EndStream, stream, payload));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_and_priority_are_no_part_of_the_block() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).Padded(200).Priority(3, 7, exclusive: true).EndStream());
        await side.ExpectReceived(peer, stream, 0);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public Task HEADERS_may_be_padded(int padLength) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).Padded(padLength).EndStream());
        await side.ExpectReceived(peer, stream, 0);
    });

    [Theory, Trait("RFC 9113", "4.3"), Trait("RFC 9113", "6.10")]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.Ping)]
    [InlineData(FrameType.Settings)]
    [InlineData(FrameType.WindowUpdate)]
    [InlineData(FrameType.RstStream)]
    [InlineData(FrameType.Priority)]
    [InlineData(FrameType.GoAway)]
    [InlineData(FrameType.Headers)]
    [InlineData((FrameType)0xfe)]
    internal Task Any_frame_inside_a_field_block_is_a_connection_error(FrameType type) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).EndStream().Unfinished(), Some.Frame(type, stream));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task HEADERS_of_another_stream_inside_a_field_block_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).EndStream().Unfinished(), side.Head(stream + 2).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact, Trait("RFC 9113", "8.1")]
    public Task Trailers_must_end_the_stream() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, "abc"), Headers(stream).Field("x-trailer", "1"));
        await peer.ExpectStreamError(stream, ErrorCode.ProtocolError);
    });
}
