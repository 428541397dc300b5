namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.2")]
public sealed class Section_6_2_Headers(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task HEADERS_on_stream_0_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(0).Get("/hello").EndStream());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_that_exceeds_the_payload_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Headers, FrameFlags.Padded | FrameFlags.EndHeaders | FrameFlags.EndStream, 1, 4, 0x82, 0x86, 0x84));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_and_priority_are_no_part_of_the_block() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Padded(200).Priority(3, 7, exclusive: true).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });

    [Theory]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.Ping)]
    [InlineData(FrameType.Settings)]
    [InlineData(FrameType.WindowUpdate)]
    [InlineData(FrameType.RstStream)]
    [InlineData(FrameType.Priority)]
    [InlineData((FrameType)0xfe)]
    public Task Any_frame_inside_a_field_block_is_a_connection_error(FrameType type) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream().Unfinished(), Between(type));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task HEADERS_of_another_stream_inside_a_field_block_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream().Unfinished(), Headers(3).Get("/hello").EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task Trailers_must_end_the_stream() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, "abc"), Headers(1).Field("x-trailer", "1"));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    private static Frame Between(FrameType type) => type switch
    {
        FrameType.Data => Data(1, "x"),
        FrameType.Ping => Ping(),
        FrameType.Settings => Settings(),
        FrameType.WindowUpdate => WindowUpdate(0, 1),
        FrameType.RstStream => RstStream(1),
        FrameType.Priority => Priority(1, 3),
        _ => Raw(type, FrameFlags.None, 0),
    };
}
