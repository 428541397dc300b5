namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.1")]
public sealed class Section_5_1_StreamStates(TestServer server) : SectionTests(server)
{
    public static TheoryData<FrameType> IdleFrames => [FrameType.Data, FrameType.RstStream, FrameType.WindowUpdate];

    [Theory]
    [MemberData(nameof(IdleFrames))]
    public Task Idle_any_frame_but_HEADERS_and_PRIORITY_is_a_connection_error(FrameType type) => WithConnection(async peer =>
    {
        await peer.Send(OfType(type, 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [MemberData(nameof(IdleFrames))]
    public Task Idle_streams_of_the_server_are_idle_too(FrameType type) => WithConnection(async peer =>
    {
        await peer.Send(OfType(type, 2));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Idle_PRIORITY_is_ignored() => WithConnection(async peer =>
    {
        await peer.Send(Priority(5, 3));
        await ExpectServed(peer, 1);
    });

    [Fact]
    public Task Half_closed_remote_DATA_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Data(1, "x").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Half_closed_remote_HEADERS_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Headers(1).Field("trailer", "late").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Half_closed_remote_CONTINUATION_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Continuation(1).EndHeaders());
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Half_closed_remote_WINDOW_UPDATE_and_PRIORITY_are_accepted() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), WindowUpdate(1, 10), Priority(1, 3));
        await peer.ExpectAlive();
        await ExpectServed(peer, 3);
    });

    [Fact, Trait("RFC 9113", "6.4")]
    public Task RST_STREAM_closes_the_stream_and_nothing_else() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), RstStream(1));
        await ExpectServed(peer, 3);
    });

    [Fact]
    public Task Closed_by_RST_STREAM_DATA_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), RstStream(1), Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Closed_by_RST_STREAM_HEADERS_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), RstStream(1), Headers(1).Field("trailer", "late").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Closed_by_END_STREAM_DATA_is_STREAM_CLOSED() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(Data(1, "x"));
        await peer.ExpectErrorOfEitherKind(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Closed_by_END_STREAM_HEADERS_is_STREAM_CLOSED() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectErrorOfEitherKind(1, ErrorCode.StreamClosed);
    });

    [Fact]
    public Task Closed_WINDOW_UPDATE_PRIORITY_and_RST_STREAM_are_ignored() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.Send(WindowUpdate(1, 10), Priority(1, 3), RstStream(1));
        await peer.ExpectAlive();
        await ExpectServed(peer, 3);
    });

    private static Frame OfType(FrameType type, int stream) => type switch
    {
        FrameType.Data => Data(stream, "x").EndStream(),
        FrameType.RstStream => RstStream(stream),
        _ => WindowUpdate(stream, 1),
    };
}
