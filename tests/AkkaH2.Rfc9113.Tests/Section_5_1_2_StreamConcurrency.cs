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
}
