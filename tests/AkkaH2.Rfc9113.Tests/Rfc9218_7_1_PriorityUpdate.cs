namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9218", "7.1")]
public sealed class Rfc9218_7_1_PriorityUpdate(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task PRIORITY_UPDATE_on_a_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Raw(FrameType.PriorityUpdate, FrameFlags.None, 1, 0, 0, 0, 1, (byte)'i'));
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Stream_0_cannot_be_prioritized() => WithConnection(async peer =>
    {
        await peer.Send(PriorityUpdate(0, "u=1"));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_push_stream_that_is_idle_cannot_be_prioritized() => WithConnection(async peer =>
    {
        await peer.Send(PriorityUpdate(2, "u=1"));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_stream_that_is_open_idle_or_closed_can_be_named() => WithConnection(async peer =>
    {
        await peer.Send(PriorityUpdate(1, "u=1"), PriorityUpdate(5, "u=1"));
        await ExpectServed(peer, 1);
        await peer.Send(PriorityUpdate(1, "u=1"), Headers(3).Get("/slow").EndStream(), PriorityUpdate(3, "u=1, i"));
        await ExpectServed(peer, 5);
    });

    [Theory]
    [InlineData("u=9, i=no")]
    [InlineData("u=1,")]
    [InlineData("")]
    public Task A_value_that_says_nothing_is_no_fault(string value) => WithConnection(async peer =>
    {
        await peer.Send(PriorityUpdate(1, value));
        await ExpectServed(peer, 1);
    });

    [Fact]
    public Task More_idle_streams_than_may_be_open_are_a_connection_error() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        for (var i = 0; i < limit; i++)
            await peer.Send(PriorityUpdate(1 + (2 * i), "u=1"));
        await peer.ExpectAlive();
        await peer.Send(PriorityUpdate(1 + (2 * limit), "u=1"));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_stream_that_was_refused_counts_no_longer() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        var refused = 1 + (2 * limit);
        await peer.Send(PriorityUpdate(refused, "u=1"));
        for (var i = 0; i < limit; i++)
            await peer.Send(Headers(1 + (2 * i)).Get("/slow").EndStream());
        await peer.Send(Headers(refused).Get("/hello").EndStream());
        await peer.ExpectRstStream(refused, ErrorCode.RefusedStream);
        await peer.Send(RstStream(1), PriorityUpdate(refused + 2, "u=1"));
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Idle_streams_that_were_passed_over_count_no_longer() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        for (var i = 0; i < limit; i++)
            await peer.Send(PriorityUpdate(1 + (2 * i), "u=1"));
        await ExpectServed(peer, 1 + (2 * limit));
        await peer.Send(PriorityUpdate(3 + (2 * limit), "u=1"));
        await peer.ExpectAlive();
    });
}
