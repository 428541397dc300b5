using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.TestKit;

/// <summary>One TestPeer as client, one as server: what the tests of everything else rely on.</summary>
public sealed class TestPeerTests
{
    [Fact]
    public Task A_request_and_its_response() => WithPeers(async (client, server) =>
    {
        await client.Send(Headers(1).Post("/echo").Field("x-test", "1"), Data(1, "abc").EndStream());
        var request = await server.ExpectHeaders(1);
        Assert.Equal(("POST", "/echo", "1"), (request[":method"], request[":path"], request["x-test"]));
        await server.Expect(Data(1, "abc").EndStream());

        await server.Send(Headers(1).Status(103), Headers(1).Status(200).Field("content-type", "text/plain"));
        await server.SendBody(1, new byte[200_000], endStream: false);
        await server.Send(Headers(1).Field("x-trailer", "2").EndStream());
        var response = await client.ExpectResponse(1);
        Assert.Equal((103, 200, 200_000, "text/plain"), (response.Informational.Single().Status, response.Status, response.Body.Length, response["content-type"]));
        Assert.Equal("2", response.Trailers.Single().Value);
    });

    [Fact]
    public Task A_long_field_section_is_cut_into_CONTINUATION() => WithPeers(async (client, server) =>
    {
        await client.Send(Headers(1).Get("/").Field("x-long", new string('~', 40_000)).EndStream());
        Assert.Equal(40_000, (await server.ExpectHeaders(1))["x-long"]!.Length);
        Assert.Contains("CONTINUATION", client.Log.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Both_are_alive() => WithPeers(async (client, server) =>
    {
        await client.ExpectAlive();
        await server.ExpectAlive();
    });

    [Fact]
    public Task An_overspent_window_fails_the_test() => WithPeers(async (client, server) =>
    {
        client.AutoCredit = false;
        await server.Send([.. Enumerable.Repeat<FrameScript>(Data(1, new byte[16_384]), 4)]);
        var failure = await Assert.ThrowsAsync<TestPeerException>(() => client.ExpectClosed());
        Assert.Contains("is more than the windows allow", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_smaller_initial_window_holds_when_it_is_acknowledged() => WithPeers(async (client, server) =>
    {
        client.AutoCredit = false;
        await client.Send(Settings((SettingId.InitialWindowSize, 2)));
        await client.ExpectSettingsAck();
        Assert.Equal(2, server.SendWindow(1));
        await server.Send(Data(1, "abc"));
        await Assert.ThrowsAsync<TestPeerException>(() => client.ExpectClosed());
    });

    [Fact]
    public Task Another_frame_of_the_same_stream_fails_with_the_frames_so_far() => WithPeers(async (client, server) =>
    {
        await server.Send(WindowUpdate(1, 5), Data(3, "other stream"), Data(1, "abc"));
        var failure = await Assert.ThrowsAsync<TestPeerException>(() => client.Expect(RstStream(1)));
        Assert.StartsWith("expected RST_STREAM stream=1 CANCEL, but DATA stream=1 3 octets came", failure.Message, StringComparison.Ordinal);
        Assert.Matches(@"<- WINDOW_UPDATE +1 \+5", failure.Message);
        Assert.Matches(@"<- DATA +3 12 octets", failure.Message);
        await client.Expect(Data(3, "other stream"));
    });

    [Fact]
    public Task A_connection_error_is_GOAWAY_and_the_end() => WithPeers(async (client, server) =>
    {
        await server.Send(GoAway(3, ErrorCode.ProtocolError, "why not"));
        await server.DisposeAsync();
        await client.ExpectConnectionError(3, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_stream_error_is_RST_STREAM_on_a_connection_that_lives() => WithPeers(async (client, server) =>
    {
        await server.Send(RstStream(1, ErrorCode.RefusedStream));
        await client.ExpectStreamError(1, ErrorCode.RefusedStream);
    });

    [Fact]
    public async Task What_never_comes_fails_at_the_deadline()
    {
        await using var peer = new TestPeer(DuplexStream.Pair().Client) { Deadline = TimeSpan.Zero };
        var failure = await Assert.ThrowsAsync<TestPeerException>(() => peer.ExpectHeaders(1));
        Assert.StartsWith("expected HEADERS stream=1, nothing came", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_every_wait()
    {
        var (near, far) = DuplexStream.Pair();
        await using var peer = new TestPeer(near);
        await far.DisposeAsync();
        var failure = await Assert.ThrowsAsync<TestPeerException>(() => peer.ExpectHeaders(1));
        Assert.Contains("the connection ended", failure.Message, StringComparison.Ordinal);
    }

    private static async Task WithPeers(Func<TestPeer, TestPeer, Task> test)
    {
        var (near, far) = DuplexStream.Pair();
        await using var client = new TestPeer(near);
        await using var server = new TestPeer(far, PeerRole.Server);
        await Task.WhenAll(client.Handshake(), server.Handshake());
        await test(client, server);
    }
}
