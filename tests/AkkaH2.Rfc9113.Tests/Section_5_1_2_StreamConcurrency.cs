namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.1.2")]
public sealed class Section_5_1_2_StreamConcurrency(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task One_stream_above_the_limit_is_refused_and_the_others_go_on() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        var stream = 1;
        for (var i = 0; i < limit; i++, stream += 2) await peer.Send(Headers(stream).Get("/slow").EndStream());
        await peer.Send(Headers(stream).Get("/hello").EndStream());
        await peer.ExpectStreamError(stream, ErrorCode.RefusedStream);
    });

    [Fact]
    public Task A_stream_that_ended_makes_room() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        var stream = 1;
        for (var i = 0; i < limit - 1; i++, stream += 2) await peer.Send(Headers(stream).Get("/slow").EndStream());
        for (var i = 0; i < 10; i++, stream += 2) await ExpectServed(peer, stream);
    });

    [Theory]
    [InlineData(false)] // open
    [InlineData(true)] // half-closed (remote)
    public Task Open_and_half_closed_streams_count(bool halfClosed) => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        for (var i = 0; i < limit; i++)
        {
            var open = Headers(peer.NewStream()).Post("/slow");
            await peer.Send(halfClosed ? open.EndStream() : open);
        }

        var one = peer.NewStream();
        await peer.Send(Headers(one).Get("/hello").EndStream());
        await peer.ExpectStreamError(one, ErrorCode.RefusedStream);
    });

    [Fact, Trait("RFC 9113", "5.3.2")]
    public Task PRIORITY_makes_no_stream_and_takes_no_place() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        await peer.Send([.. Enumerable.Range(0, 2 * limit).Select(i => (FrameScript)Priority((2 * i) + 1, 0))]);
        await ExpectServed(peer, 1);
    });
}
