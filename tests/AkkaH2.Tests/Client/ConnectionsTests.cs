using AkkaH2.Configuration;
using AkkaH2.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>What an application sees of the connections of its client.</summary>
public sealed class ConnectionsTests : ClientTest
{
    [Fact, Trait("RFC 9113", "6.5.2")]
    public async Task The_servers_settings_are_readable()
    {
        var client = NewClient();
        Assert.Empty(await client.GetConnectionsAsync());
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept((SettingId.MaxConcurrentStreams, 7), (SettingId.MaxFrameSize, 20_000));
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        Assert.NotNull(await client.PingAsync());
        var connection = Assert.Single(await client.GetConnectionsAsync());
        Assert.Equal((ConnectionProtocol.Http2, 1, false), (connection.Protocol, connection.OpenRequests, connection.IsLeaving));
        Assert.Equal((7u, 20_000), (connection.PeerSettings!.MaxConcurrentStreams, connection.PeerSettings.MaxFrameSize));
        await server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
    }

    [Fact]
    public void A_setting_out_of_its_range_is_no_client()
    {
        IsOutOfRange(nameof(ClientSettings.MaxConnections), settings => settings with { MaxConnections = 0 });
        IsOutOfRange(nameof(ClientSettings.MaxQueuedRequests), settings => settings with { MaxQueuedRequests = -1 });
        IsOutOfRange(nameof(ClientSettings.ConnectTimeout), settings => settings with { ConnectTimeout = Timeout.InfiniteTimeSpan });
        IsOutOfRange(nameof(ClientSettings.HeadTimeout), settings => settings with { HeadTimeout = TimeSpan.Zero });
        IsOutOfRange(nameof(ClientSettings.InitialWindowSize), settings => settings with { InitialWindowSize = 0 });
        IsOutOfRange(nameof(ClientSettings.ConnectionWindowSize), settings => settings with { ConnectionWindowSize = 65_534 });

        void IsOutOfRange(string name, Func<ClientSettings, ClientSettings> change) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => NewClient(change)).ParamName);
    }

    [Fact]
    public async Task Times_without_end_are_none()
    {
        var client = NewClient(settings => settings with
        {
            ConnectTimeout = TimeSpan.MaxValue,
            IdleTimeout = TimeSpan.MaxValue,
            KeepAliveInterval = TimeSpan.MaxValue,
            KeepAliveTimeout = TimeSpan.MaxValue,
            Timeout = TimeSpan.MaxValue,
        });
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
        Assert.NotNull(await client.PingAsync().WaitAsync(Deadline));
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public async Task A_ping_measures_the_round_trip()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        server.AutoAckPing = false;
        var asked = client.PingAsync();
        var ping = await server.Expect<PingFrame>(frame => !frame.Ack);
        Assert.False(asked.IsCompleted);
        await server.Send(ping with { Ack = true });
        Assert.True(await asked.WaitAsync(Deadline) >= TimeSpan.Zero);
        await server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Who_waits_for_the_answer_may_give_up()
    {
        var client = NewClient();
        _ = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        server.AutoAckPing = false;
        using var enough = new CancellationTokenSource();
        var asked = client.PingAsync(enough.Token);
        await server.Expect<PingFrame>(frame => !frame.Ack);
        await enough.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Deadline));
        Assert.Equal(enough.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task It_ends_with_its_connection()
    {
        var client = NewClient();
        Assert.Null(await client.PingAsync().WaitAsync(Deadline)); // there is none
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        server.AutoAckPing = false;
        var asked = client.PingAsync();
        await server.Expect<PingFrame>(frame => !frame.Ack);
        await server.DisposeAsync();
        Assert.Null(await asked.WaitAsync(Deadline));
        await Fails(response);
        await client.DisposeAsync();
        Assert.Null(await client.PingAsync().WaitAsync(Deadline));
        Assert.Empty(await client.GetConnectionsAsync().WaitAsync(Deadline));
    }
}
