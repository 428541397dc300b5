using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Cluster.Tests;

/// <summary>A peer that attacks one node of two, which are actor systems in this process.</summary>
public sealed class ClusterBansTests : ClusterTest, IAsyncLifetime
{
    private const string Bans = """
        akka.h2 {
          glitch-burst = 5
          glitches-per-second = 0
          cluster.bans { enabled = on, threshold = 2, exempt = ["198.51.100.0/24"] }
        }
        akka.cluster.distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 50ms }
        """;

    private static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.8");
    private static readonly IPAddress Exempt = IPAddress.Parse("198.51.100.1");

    private ActorSystem _other = null!;

    protected override string Hocon => Bans;

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _other = ActorSystem.Create("cluster", System.Settings.Config);
        await Akka.Cluster.Cluster.Get(_other).JoinAsync(Akka.Cluster.Cluster.Get(System).SelfAddress).WaitAsync(Deadline);
    }

    public new async Task DisposeAsync()
    {
        await _other.Terminate().WaitAsync(Deadline);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_one_node_cut_off_twice_is_refused_by_both_until_it_is_lifted()
    {
        await using var here = await Bind(e => e.MapClusterReadiness("/ready", System));
        await using var there = await _other.Http2().BindAsync("127.0.0.1", 0, e => e.MapClusterReadiness("/ready", _other));
        await AttackAsync(here);
        Assert.True(await IsAcceptedAsync(here) && await IsAcceptedAsync(there)); // once is not too often
        await AttackAsync(here);
        await UntilAsync(async () => !await IsAcceptedAsync(here));
        await UntilAsync(async () => !await IsAcceptedAsync(there));
        Assert.Equal([IPAddress.Loopback], ClusterBans.Of(_other).Banned.Keys);

        ClusterBans.Of(_other).Lift(IPAddress.Loopback);
        await UntilAsync(() => IsAcceptedAsync(there));
        await UntilAsync(() => IsAcceptedAsync(here));
    }

    [Fact]
    public async Task A_ban_of_an_operator_ends_by_itself()
    {
        var bans = ClusterBans.Of(System);
        bans.Ban(IPAddress.Parse("2001:db8::1"), TimeSpan.FromHours(1));
        bans.Ban(Peer, TimeSpan.FromSeconds(2));
        // It may be known here only when it is over.
        await UntilAsync(() => Task.FromResult(bans.Current.ContainsKey(Peer) && bans.IsBanned(IPAddress.Parse("2001:db8::2"))));
        await UntilAsync(() => Task.FromResult(!bans.IsBanned(Peer)));
        Assert.True(bans.IsBanned(IPAddress.Parse("2001:db8::2")));
    }

    [Fact]
    public void A_ban_that_is_over_counts_no_more_also_while_it_is_listed()
    {
        var bans = ClusterBans.Of(System);
        bans.Current = new() { [Peer] = System.Scheduler.Now.AddHours(-1), [Other] = System.Scheduler.Now.AddHours(1) };
        Assert.Equal((false, true), (bans.IsBanned(Peer), bans.IsBanned(Other)));
        Assert.Equal([Other], bans.Banned.Keys);
    }

    [Fact]
    public void A_ban_of_one_that_is_exempt_does_not_count()
    {
        var bans = ClusterBans.Of(System);
        bans.Current = new() { [Exempt] = System.Scheduler.Now.AddHours(1) };
        Assert.False(bans.IsBanned(Exempt));
    }

    [Fact]
    public async Task One_that_is_exempt_is_not_counted_nor_one_that_was_not_cut_off_for_its_abuse()
    {
        var bans = ClusterBans.Of(System);
        bans.Ban(IPAddress.Loopback);
        await UntilAsync(() => Task.FromResult(bans.Banned.Count == 1)); // so whoever counts listens by now
        foreach (var (address, code) in new[] { (Exempt, ErrorCode.EnhanceYourCalm), (Other, ErrorCode.ProtocolError), (Peer, ErrorCode.EnhanceYourCalm) })
        {
            for (var i = 0; i < 2; i++)
                System.EventStream.Publish(new ConnectionError(code, "too much", ErrorObserver.Us, default, new IPEndPoint(address, 1), System.DeadLetters.Path));
        }

        await UntilAsync(() => Task.FromResult(bans.Banned.Count > 1));
        Assert.Equal([IPAddress.Loopback, Peer], bans.Banned.Keys.OrderBy(peer => $"{peer}", StringComparer.Ordinal));
    }

    // Frames without an effect, until the server says ENHANCE_YOUR_CALM and closes.
    private static async Task AttackAsync(ServerBinding server)
    {
        using var peer = await ConnectAsync(server);
        var octets = new MemoryStream();
        octets.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        for (var i = 0; i < 20; i++)
            octets.Write([0, 0, 0, 4, 0, 0, 0, 0, 0]); // an empty SETTINGS
        await peer.GetStream().WriteAsync(octets.ToArray());
        while (await ReadAsync(peer) > 0)
        {
        }
    }

    private static async Task<bool> IsAcceptedAsync(ServerBinding server)
    {
        try
        {
            using var peer = await ConnectAsync(server);
            await peer.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"u8.ToArray());
            return await ReadAsync(peer) > 0; // the server's SETTINGS
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            return false; // reset before that
        }
    }

    private static async Task<TcpClient> ConnectAsync(ServerBinding server)
    {
        var peer = new TcpClient();
        await peer.ConnectAsync((IPEndPoint)server.LocalEndPoint).WaitAsync(Deadline);
        return peer;
    }

    // 0 at the end, also where it is a reset.
    private static async Task<int> ReadAsync(TcpClient peer)
    {
        try
        {
            return await peer.GetStream().ReadAsync(new byte[1000]).AsTask().WaitAsync(Deadline);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!await isSo())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

/// <summary>Without a word in the configuration.</summary>
public sealed class NoClusterBansTests : ClusterTest
{
    [Fact]
    public void Nobody_is_banned_and_nobody_can_be()
    {
        var bans = ClusterBans.Of(System);
        Assert.False(bans.IsEnabled || bans.IsBanned(IPAddress.Loopback));
        Assert.Contains("akka.h2.cluster.bans.enabled", Assert.Throws<InvalidOperationException>(() => bans.Ban(IPAddress.Loopback)).Message);
    }
}
