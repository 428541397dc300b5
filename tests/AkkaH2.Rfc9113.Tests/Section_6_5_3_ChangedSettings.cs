using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Server;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The server changes its settings while connections are open; each test has a server of its own.</summary>
[Trait("RFC 9113", "6.5.3")]
public sealed class Section_6_5_3_ChangedSettings : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("changing", """
        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.h2 { transport = sockets, initial-window-size = 100 }
        """);

    private ServerBinding? _server;

    public async Task InitializeAsync() => _server = await _system.Http2().BindAsync("127.0.0.1", 0, TestEndpoints.Map);

    public Task DisposeAsync() => _system.Terminate();

    [Fact, Trait("RFC 9113", "6.9.2"), Trait("RFC 9113", "6.9.3")]
    public Task A_smaller_window_holds_from_the_acknowledgement_on() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"));
        await Change(peer, settings => settings with { InitialWindowSize = 10 });
        await peer.Send(Data(1, new byte[60]));
        await peer.ExpectAlive();
        await peer.Send(SettingsAck(), Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.FlowControlError);
    });

    [Fact, Trait("RFC 9113", "6.9.2")]
    public Task A_larger_window_may_be_used_before_the_acknowledgement_leaves() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"));
        await Change(peer, settings => settings with { InitialWindowSize = 1_000 });
        await peer.Send(Data(1, new byte[1_000]), SettingsAck(), Headers(3).Post("/slow"), Data(3, new byte[1_000]));
        await peer.ExpectAlive();
        await peer.Send(Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.FlowControlError);
    });

    [Fact, Trait("RFC 9113", "6.9.2")]
    public async Task Until_the_first_acknowledgement_the_peer_may_send_65535_octets()
    {
        await using var peer = await TestPeer.ConnectAsync(_server!.LocalEndPoint);
        peer.AutoAckSettings = false;
        await peer.SendPreface();
        await peer.Send(Settings(), Headers(1).Post("/slow"));
        for (var i = 0; i < 5; i++) await peer.Send(Data(1, new byte[13_107]));
        await peer.ExpectAlive();
        await peer.Send(SettingsAck(), Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.FlowControlError);
    }

    [Fact, Trait("RFC 9113", "4.2")]
    public Task A_larger_frame_size_holds_from_the_acknowledgement_on() => WithConnection(async peer =>
    {
        await Change(peer, settings => settings with { MaxFrameSize = 20_000 });
        await peer.Send(SettingsAck(), Raw((FrameType)0xfe, FrameFlags.None, 0, new byte[20_000]));
        await peer.ExpectAlive();
        await peer.Send(Raw((FrameType)0xfe, FrameFlags.None, 0, new byte[20_001]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "4.3.1")]
    public Task A_smaller_header_table_holds_from_the_acknowledgement_on() => WithConnection(async peer =>
    {
        byte[] indexed = [0x82, 0x84, 0x86, 0x01, 0x01, (byte)'a']; // GET / over http of "a", and no size update (RFC 7541 §4.2)
        await Change(peer, settings => settings with { HeaderTableSize = 0 });
        await peer.Send(Headers(1).Block(indexed).EndStream());
        Assert.Equal(404, (await peer.ExpectResponse(1)).Status);
        await peer.Send(SettingsAck(), Headers(3).Block(indexed).EndStream());
        await peer.ExpectConnectionError(1, ErrorCode.CompressionError);
    });

    [Fact, Trait("RFC 9113", "5.1.2")]
    public Task A_lower_limit_of_streams_refuses_new_ones_and_leaves_the_open_ones_alone() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), Headers(3).Post("/echo"));
        await Change(peer, settings => settings with { MaxConcurrentStreams = 1 });
        await peer.Send(SettingsAck(), Headers(5).Post("/echo"));
        await peer.ExpectStreamError(5, ErrorCode.RefusedStream);
        foreach (var stream in (int[])[1, 3])
        {
            await peer.Send(Data(stream, "abc").EndStream());
            Assert.Equal("abc", (await peer.ExpectResponse(stream)).Text);
        }

        await peer.Send(Headers(7).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(7)).Text);
    });

    [Fact]
    public async Task A_new_connection_begins_with_them()
    {
        await _server!.ChangeSettingsAsync(settings => settings with { MaxConcurrentStreams = 7 });
        await WithConnection(peer =>
        {
            Assert.Equal((7u, 100u), (peer.PeerSettings[SettingId.MaxConcurrentStreams], peer.PeerSettings[SettingId.InitialWindowSize]));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_value_out_of_its_range_is_refused_and_nothing_is_announced()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _server!.ChangeSettingsAsync(settings => settings with { MaxFrameSize = 100 }));
        await Assert.ThrowsAsync<ArgumentException>(() => _server!.ChangeSettingsAsync(settings => settings with { EnablePush = false }));
        Assert.Equal(16_384, _server!.Announced.MaxFrameSize);
    }

    /// <summary>The peer has the new settings and has not acknowledged them yet.</summary>
    private async Task Change(TestPeer peer, Func<ConnectionSettings, ConnectionSettings> change)
    {
        await peer.ExpectAlive();
        peer.AutoAckSettings = false;
        await _server!.ChangeSettingsAsync(change);
        await peer.ExpectSettings();
    }

    private async Task WithConnection(Func<TestPeer, Task> test)
    {
        await using var peer = await TestPeer.ConnectAsync(_server!.LocalEndPoint);
        await peer.Handshake();
        await test(peer);
    }
}
