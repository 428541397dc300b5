using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

[Trait("RFC 9113", "5.2.3")]
[Trait("RFC 9113", "6.9")]
public sealed class AdaptiveWindowTests : ServerTest
{
    private const int Window = 65_535;

    protected override string Hocon => $$"""
        akka.h2 {
          initial-window-size = {{Window}}
          connection-window-size = {{Window}}
          adaptive-window { max-stream-window = {{2 * Window}}, max-connection-window = {{2 * Window}} }
        }
        """;

    [Fact]
    public async Task Windows_that_are_filled_within_a_round_trip_grow()
    {
        var peer = await ServeCount();
        await peer.Send(Headers(1).Post("/"));
        var ping = await BeginToMeasure(peer);
        await peer.SendBody(1, new byte[Window], endStream: false);
        await peer.Send(ping with { Ack = true });
        await peer.Expect<SettingsFrame>(settings => settings.Settings.Contains(new Setting(SettingId.InitialWindowSize, 2 * Window)));
        await peer.Expect<WindowUpdateFrame>(update => update.Stream.IsConnection && update.Increment >= Window);
        Assert.True(peer.SendWindow(0) > Window);
    }

    [Fact]
    public async Task Windows_that_are_not_filled_stay()
    {
        var peer = await ServeCount();
        await peer.Send(Headers(1).Post("/"));
        var ping = await BeginToMeasure(peer);
        await peer.Send(ping with { Ack = true });
        await peer.SendBody(1, new byte[10]);
        await peer.ExpectResponse(1);
        await peer.ExpectAlive();
        Assert.True(peer.SendWindow(0) <= Window);
        Assert.False(peer.PeerSettings.ContainsKey(SettingId.InitialWindowSize)); // 65535 is what the protocol begins with
    }

    [Fact]
    public async Task Small_requests_are_not_measured()
    {
        var peer = await ServeCount();
        for (var i = 0; i < 30; i++)
        {
            await peer.Send(Headers((2 * i) + 1).Post("/"), Data((2 * i) + 1, new byte[1_000]).EndStream());
            await peer.ExpectResponse((2 * i) + 1);
        }

        Assert.Empty(peer.Received.OfType<PingFrame>());
    }

    /// <summary>Half of a window is sent; the server has asked for the round trip, and has no answer yet.</summary>
    private static async Task<PingFrame> BeginToMeasure(TestPeer peer)
    {
        peer.AutoAckPing = false;
        await peer.SendBody(1, new byte[(Window / 2) + 1], endStream: false);
        return await peer.Expect<PingFrame>(frame => !frame.Ack);
    }

    private async Task<TestPeer> ServeCount()
    {
        var peer = await ConnectRaw(await Bind(e => e.Map("POST", "/", async x => x.Respond((await x.Request.Body.ReadToEndAsync(int.MaxValue)).Length.ToString()))));
        peer.AutoAckSettings = false; // so no shorter round trip is known than that of the PING
        await peer.Handshake();
        return peer;
    }
}
