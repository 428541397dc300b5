using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.DistributedData.Serialization;

namespace AkkaH2.Cluster.Tests;

/// <summary>The list of bans that the nodes share, without a cluster.</summary>
public sealed class BanListTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly UniqueAddress Here = Node(1);
    private static readonly UniqueAddress There = Node(2);

    [Fact]
    public void A_ban_is_there_until_its_end()
    {
        var list = With(LWWDictionary<string, long>.Empty, 1, minutes: 10);
        Assert.Equal(Now.AddMinutes(10), Assert.Single(BanList.ByAddress(list)).Value);
        Assert.Single(BanList.WithoutOver(list, Here, Now.AddMinutes(9)).Entries);
        Assert.Empty(BanList.WithoutOver(list, Here, Now.AddMinutes(10)).Entries);
    }

    [Fact]
    public void A_full_list_loses_the_ban_that_ends_first()
    {
        var list = With(With(With(LWWDictionary<string, long>.Empty, 1, minutes: 30), 2, minutes: 10), 3, minutes: 20);
        Assert.Equal(["192.0.2.1", "192.0.2.3", "192.0.2.4"], Peers(With(list, 4, minutes: 5, most: 3)));
    }

    [Fact]
    public void In_a_full_list_a_ban_can_be_said_again()
    {
        var list = With(With(LWWDictionary<string, long>.Empty, 1, minutes: 10), 2, minutes: 20);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], Peers(With(list, 2, minutes: 30, most: 2)));
    }

    [Fact]
    public void Lists_of_two_nodes_become_one()
    {
        var here = With(LWWDictionary<string, long>.Empty, 1, minutes: 10);
        var there = BanList.With(LWWDictionary<string, long>.Empty, There, Peer(2), Now.AddMinutes(10), Now, most: 10);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], Peers(here.Merge(there)));
    }

    [Fact]
    public void A_network_of_IPv6_is_found_by_its_beginning()
    {
        var peer = PeerAddress.Of(IPAddress.Parse("2001:db8:1:2:3::1"));
        var list = BanList.With(LWWDictionary<string, long>.Empty, Here, peer, Now.AddMinutes(1), Now, most: 10);
        Assert.Contains(PeerAddress.Of(IPAddress.Parse("2001:db8:1:2:4::2")), BanList.ByAddress(list).Keys);
    }

    /// <summary>All of it is one message when a node joins: akka.remote.dot-netty.tcp.maximum-frame-size is 128,000 octets by default.</summary>
    [Fact]
    public async Task The_longest_list_fits_into_a_message_of_remoting()
    {
        var system = (ExtendedActorSystem)ActorSystem.Create("size", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 } }
            """).WithFallback(DistributedData.DefaultConfig()));
        var list = LWWDictionary<string, long>.Empty;
        for (var i = 0; i < 1000; i++)
            list = BanList.With(list, i % 2 == 0 ? Here : There, PeerAddress.Of(IPAddress.Parse($"2001:db8:ffff:{i:x}::")), Now.AddMinutes(i), Now, most: 1000);
        var octets = new ReplicatedDataSerializer(system).ToBinary(list).Length;
        await system.Terminate();
        Assert.InRange(octets, 1, 120_000);
    }

    private static LWWDictionary<string, long> With(LWWDictionary<string, long> list, int peer, int minutes, int most = 10) =>
        BanList.With(list, Here, Peer(peer), Now.AddMinutes(minutes), Now, most);

    private static IPAddress Peer(int number) => IPAddress.Parse($"192.0.2.{number}");

    private static IEnumerable<string> Peers(LWWDictionary<string, long> list) => BanList.ByAddress(list).Keys.Select(peer => $"{peer}").Order(StringComparer.Ordinal);

    private static UniqueAddress Node(int number) => new(new Address("akka.tcp", "counter", $"node-{number}.cluster.example.internal", 4053), number);
}
