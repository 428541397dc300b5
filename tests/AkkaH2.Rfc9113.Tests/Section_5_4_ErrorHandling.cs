namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.4")]
public sealed class Section_5_4_ErrorHandling(TestServer server) : SymmetricSectionTests(server)
{
    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task A_connection_error_is_GOAWAY_with_the_last_stream_and_then_the_end() => OnEachSide(async (peer, side) =>
    {
        await side.ExpectWorks(peer);
        var last = await side.Open(peer);
        await peer.Send(Data(0, "x"));
        await peer.ExpectConnectionError(side.LastStream(last), ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task Behind_a_connection_error_nothing_is_answered() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Data(0, "x"), Ping(7), Settings());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        Assert.DoesNotContain(peer.Received, frame => frame is PingFrame);
    });

    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task Behind_a_connection_error_no_request_is_served() => WithConnection(async peer =>
    {
        await peer.Send(Data(0, "x"), Ping(7), Headers(1).Get("/hello").EndStream());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        Assert.DoesNotContain(peer.Received, frame => frame is HeadersFrame or PingFrame);
    });

    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task GOAWAY_says_in_its_debug_data_what_was_wrong() => OnEachSide(async (peer, side) =>
    {
        await peer.Send(WindowUpdate(0, int.MaxValue));
        Assert.NotEmpty((await peer.ExpectGoAwayCode(ErrorCode.FlowControlError)).DebugText);
    });

    [Fact, Trait("RFC 9113", "5.4.1"), Trait("RFC 9113", "4.2")]
    public Task Debug_data_that_quotes_a_long_frame_is_cut_and_printable() => OnEachSide(async (peer, side) =>
    {
        var last = side.LastStream(await side.Open(peer));
        await peer.Send(LongGoAway(lastStream: 7), LongGoAway(lastStream: 8));
        await peer.ExpectGoAway(last, ErrorCode.NoError);
        var text = (await peer.ExpectGoAwayCode(ErrorCode.ProtocolError)).DebugText;
        Assert.InRange(text.Length, 1, 1_000);
        Assert.DoesNotContain(text, c => c is < ' ' or > '~');

        static FrameScript LongGoAway(byte lastStream) => Raw(FrameType.GoAway, FrameFlags.None, 0, [0, 0, 0, lastStream, 0, 0, 0, 0, .. new byte[16_000]]);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task A_stream_error_leaves_other_streams_alone() => OnEachSide(async (peer, side) =>
    {
        var other = await side.OpenToReceive(peer);
        var wrong = await side.Open(peer);
        await peer.Send(WindowUpdate(wrong, int.MaxValue));
        await peer.ExpectStreamError(wrong, ErrorCode.FlowControlError);
        await peer.Send(Data(other, "abc").EndStream());
        await side.ExpectReceived(peer, other, 3);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task Frames_that_were_on_their_way_to_a_stream_in_error_are_ignored() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(WindowUpdate(stream, int.MaxValue), Data(stream, "x"), WindowUpdate(stream, int.MaxValue), Data(stream, "y").EndStream());
        await peer.ExpectStreamError(stream, ErrorCode.FlowControlError);
        await side.ExpectWorks(peer);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task A_stream_is_reset_once_however_much_is_wrong_on_it() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        for (var i = 0; i < 3; i++) await peer.Send(WindowUpdate(stream, int.MaxValue), Raw(FrameType.WindowUpdate, FrameFlags.None, stream, 0, 0, 0, 0));
        await peer.ExpectStreamError(stream, ErrorCode.FlowControlError);
        Assert.Single(peer.Received.OfType<RstStreamFrame>());
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task RST_STREAM_is_not_answered_with_RST_STREAM() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(RstStream(stream), RstStream(stream, ErrorCode.ProtocolError));
        await peer.ExpectAlive();
        Assert.Empty(peer.Received.OfType<RstStreamFrame>());
    });

    [Fact, Trait("RFC 9113", "5.4.3")]
    public Task A_connection_that_ends_inside_of_a_frame_is_closed() => OnEachSide(async (peer, side) =>
    {
        await side.Open(peer);
        await peer.SendRaw(new byte[] { 0, 0, 8, 6, 0 });
        await peer.ShutdownSend();
        await peer.ExpectClosed();
    });

    [Theory, Trait("RFC 9113", "7")]
    [InlineData(0xdeadbeef)]
    [InlineData(0x00)]
    [InlineData(0x0d)]
    public Task No_error_code_in_RST_STREAM_triggers_anything_special(uint code) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(RstStream(stream, (ErrorCode)code));
        await side.ExpectWorks(peer);
    });

    [Fact, Trait("RFC 9113", "7"), Trait("RFC 9113", "6.8")]
    public Task An_unknown_error_code_in_GOAWAY_triggers_nothing_special() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), GoAway(0, (ErrorCode)0xdeadbeef), Data(1, "abc").EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    });
}
