namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.4")]
public sealed class Section_5_4_ErrorHandling(TestServer server) : SectionTests(server)
{
    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task A_connection_error_is_GOAWAY_with_the_last_stream_and_then_the_end() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await ExpectServed(peer, 3);
        await peer.Send(Data(0, "x"));
        await peer.ExpectConnectionError(3, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task A_stream_error_leaves_other_streams_alone() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Headers(3).Get("/slow").EndStream());
        await peer.Send(WindowUpdate(3, int.MaxValue));
        await peer.ExpectStreamError(3, ErrorCode.FlowControlError);
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task Frames_that_were_on_their_way_to_a_stream_in_error_are_ignored() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), WindowUpdate(1, int.MaxValue), Data(1, "x"), Data(1, "y").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.FlowControlError);
        await ExpectServed(peer, 3);
    });

    [Fact, Trait("RFC 9113", "5.4.2")]
    public Task RST_STREAM_is_not_answered_with_RST_STREAM() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), RstStream(1), RstStream(1, ErrorCode.ProtocolError));
        await peer.ExpectAlive();
        Assert.DoesNotContain("<- RST_STREAM", peer.Log.ToString(), StringComparison.Ordinal);
    });

    [Fact, Trait("RFC 9113", "7")]
    public Task An_unknown_error_code_triggers_nothing_special() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), RstStream(1, (ErrorCode)0xdeadbeef));
        await ExpectServed(peer, 3);
    });
}
