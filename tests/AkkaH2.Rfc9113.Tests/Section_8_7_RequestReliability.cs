namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "8.7")]
public sealed class Section_8_7_RequestReliability(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task A_request_that_was_refused_had_no_effect_and_may_be_tried_again() => WithConnection(async peer =>
    {
        var mark = $"/mark/{Guid.NewGuid()}";
        var limit = (int)peer.PeerSettings[SettingId.MaxConcurrentStreams];
        for (var i = 0; i < limit; i++) await peer.Send(Headers(peer.NewStream()).Post("/slow"));
        var refused = peer.NewStream();
        await peer.Send(Headers(refused).Put(mark).EndStream());
        await peer.ExpectRstStream(refused, ErrorCode.RefusedStream);
        await ExpectMark(mark, "no");
        await WithRetries(peer, mark);
        await ExpectMark(mark, "yes");
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task A_malformed_request_reaches_no_endpoint() => WithConnection(async peer =>
    {
        var mark = $"/mark/{Guid.NewGuid()}";
        await peer.Send(Headers(1).Put(mark).Field("connection", "close").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await ExpectMark(mark, "no");
    });

    [Fact]
    public Task PING_tells_that_a_connection_is_alive_without_a_request() => WithConnection(peer => peer.ExpectAlive());

    /// <summary>A slot becomes free when the work on its stream has ended, which takes a moment.</summary>
    private static async Task WithRetries(TestPeer peer, string mark)
    {
        await peer.Send(RstStream(1));
        while (true)
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Put(mark).EndStream());
            var answer = await peer.Expect<Frame>(x => x.Stream.Value == stream && x is HeadersFrame or RstStreamFrame);
            if (answer is HeadersFrame) return;

            Assert.Equal(ErrorCode.RefusedStream, Assert.IsType<RstStreamFrame>(answer).Code);
        }
    }

    private Task ExpectMark(string mark, string there) => WithConnection(async other =>
    {
        await other.Send(Headers(1).Get(mark).EndStream());
        Assert.Equal(there, (await other.ExpectResponse(1)).Text);
    });
}
