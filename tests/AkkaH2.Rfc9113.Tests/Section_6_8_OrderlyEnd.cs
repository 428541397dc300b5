using Akka.Actor;
using AkkaH2.Server;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>A server of its own for each test, since it ends in it.</summary>
[Trait("RFC 9113", "6.8")]
public sealed class Section_6_8_OrderlyEnd : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system = ActorSystem.Create("ending", """
        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.h2 { transport = sockets, drain-grace = 20s }
        """);

    private ServerBinding? _server;

    public async Task InitializeAsync() => _server = await _system.Http2().BindAsync("127.0.0.1", 0, TestEndpoints.Map);

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public Task Requests_that_cross_the_first_GOAWAY_are_served_and_the_second_one_names_them() => WithConnection(async peer =>
    {
        var terminated = _server!.TerminateAsync(Deadline);
        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await peer.Send(Headers(1).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);

        await AnswerPing(peer);
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        await peer.ExpectClosed();
        Assert.True(await terminated);
    });

    [Fact]
    public Task Requests_behind_the_answer_to_PING_are_ignored_and_open_ones_finish() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"));
        await peer.ExpectAlive();
        var terminated = _server!.TerminateAsync(Deadline);
        var ping = await peer.Expect<PingFrame>(frame => !frame.Ack);
        await peer.Send(ping with { Ack = true }, Headers(3).Post("/echo"), Data(3, "lost").EndStream(), Data(1, "abc").EndStream());

        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
        Assert.True(await terminated);
        Assert.Contains(peer.Received, frame => frame is GoAwayFrame { LastStream.Value: 1, Code: ErrorCode.NoError });
    });

    [Fact]
    public async Task A_connection_that_has_not_begun_ends_at_once()
    {
        await using var peer = await TestPeer.ConnectAsync(_server!.LocalEndPoint);
        await peer.SendRaw("PRI"u8.ToArray());
        await peer.ExpectSettings();
        var terminated = _server.TerminateAsync(Deadline);
        await peer.ExpectGoAway(0, ErrorCode.NoError);
        await peer.ExpectClosed();
        Assert.True(await terminated);
    }

    private static async Task AnswerPing(TestPeer peer) => await peer.Send(await peer.Expect<PingFrame>(frame => !frame.Ack) with { Ack = true });

    private async Task WithConnection(Func<TestPeer, Task> test)
    {
        await using var peer = await TestPeer.ConnectAsync(_server!.LocalEndPoint);
        peer.AutoAckPing = false;
        await peer.Handshake();
        await test(peer);
    }
}
