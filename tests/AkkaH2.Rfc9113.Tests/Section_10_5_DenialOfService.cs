namespace AkkaH2.Rfc9113.Tests;

/// <summary>RFC 9113 §10.5: what is legal but costs the server more than the client ends with ENHANCE_YOUR_CALM.</summary>
[Trait("RFC 9113", "10.5")]
public sealed class Section_10_5_DenialOfService(TestServer server) : SectionTests(server)
{
    private const int Many = 3_000;

    [Fact]
    public Task Rapid_reset_ends_the_connection() =>
        EndsTheConnection(i => [Headers(Stream(i)).Get("/slow").EndStream(), RstStream(Stream(i))]);

    [Fact]
    public Task Provoked_resets_end_the_connection() =>
        EndsTheConnection(i => [Headers(Stream(i)).Get("/slow").EndStream(), Raw(FrameType.WindowUpdate, FrameFlags.None, Stream(i), 0, 0, 0, 0)]);

    [Fact]
    public Task Malformed_requests_without_end_end_the_connection() =>
        EndsTheConnection(i => [Headers(Stream(i)).Get("/slow").Field("connection", "close").EndStream()]);

    [Fact]
    public Task Empty_DATA_without_end_ends_the_connection() =>
        EndsTheConnection(i => i == 0 ? [Headers(1).Post("/count"), Data(1)] : [Data(1)]);

    [Fact]
    public Task SETTINGS_without_end_end_the_connection() => EndsTheConnection(_ => [Settings()]);

    [Fact]
    public Task Frames_of_unknown_type_without_end_end_the_connection() => EndsTheConnection(_ => [Raw((FrameType)0xfe, FrameFlags.None, 0)]);

    [Fact, Trait("RFC 9113", "5.1.2")]
    public Task Refused_streams_without_end_end_the_connection() => EndsTheConnection(i => [Headers(Stream(i)).Post("/slow")]);

    [Fact]
    public Task Three_hundred_requests_that_are_given_up_are_no_attack() => WithConnection(async peer =>
    {
        for (var i = 0; i < 300; i++) await peer.Send(Headers(Stream(i)).Get("/slow").EndStream(), RstStream(Stream(i)));
        await peer.ExpectAlive();
    });

    [Fact, Trait("RFC 9113", "10.5.1")]
    public Task A_field_section_above_the_limit_is_answered_431() => WithConnection(async peer =>
    {
        var limit = (int)peer.PeerSettings[SettingId.MaxHeaderListSize];
        await peer.Send(Headers(1).Get("/hello").Field("x-long", new string('~', limit)).EndStream());
        Assert.Equal(431, (await peer.ExpectResponse(1)).Status);
        await ExpectServed(peer, 3);
    });

    [Fact, Trait("RFC 9113", "10.5.1")]
    public Task A_field_section_far_above_the_limit_ends_the_connection() => WithConnection(async peer =>
    {
        await TrySend(peer, Headers(1).Get("/hello").Field("x-long", new string('~', 1 << 20)).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
        await peer.ExpectClosed();
    });

    private static int Stream(int i) => (2 * i) + 1;

    private Task EndsTheConnection(Func<int, FrameScript[]> frames) => WithConnection(async peer =>
    {
        for (var i = 0; i < Many; i += 100)
        {
            if (!await TrySend(peer, [.. Enumerable.Range(i, 100).SelectMany(frames)])) break;
        }

        await peer.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
        await peer.ExpectClosed();
    });

    /// <summary>The server may close while the client still sends.</summary>
    private static async Task<bool> TrySend(TestPeer peer, params FrameScript[] scripts)
    {
        try
        {
            await peer.Send(scripts);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
