using System.Net;
using Akka.Configuration;

namespace AkkaH2.Cluster.Tests;

/// <summary>When a peer was cut off too often. The time is the test's own.</summary>
public sealed class CutOffsTests
{
    private static readonly IPAddress Peer = IPAddress.Parse("192.0.2.7");
    private readonly CutOffs _cutOffs = new(Settings("threshold = 3, within = 10s, max-addresses = 2"));

    [Fact]
    public void The_third_of_three_is_too_many()
    {
        Assert.False(_cutOffs.Add(Peer, Second(0)));
        Assert.False(_cutOffs.Add(Peer, Second(5)));
        Assert.True(_cutOffs.Add(Peer, Second(10)));
    }

    [Fact]
    public void One_that_is_too_long_ago_does_not_count()
    {
        Assert.False(_cutOffs.Add(Peer, Second(0)));
        Assert.False(_cutOffs.Add(Peer, Second(5)));
        Assert.False(_cutOffs.Add(Peer, Second(11)));
        Assert.True(_cutOffs.Add(Peer, Second(12)));
    }

    [Fact]
    public void Behind_a_ban_the_count_begins_anew()
    {
        for (var i = 0; i < 3; i++)
            _cutOffs.Add(Peer, Second(0));
        Assert.False(_cutOffs.Add(Peer, Second(1)));
    }

    [Fact]
    public void Each_peer_has_a_count_of_its_own()
    {
        _cutOffs.Add(Peer, Second(0));
        _cutOffs.Add(Peer, Second(0));
        Assert.False(_cutOffs.Add(IPAddress.Parse("192.0.2.8"), Second(0)));
    }

    [Fact]
    public void Of_more_peers_than_it_may_hold_it_forgets_the_one_that_was_cut_off_longest_ago()
    {
        _cutOffs.Add(Peer, Second(0));
        _cutOffs.Add(Peer, Second(0));
        _cutOffs.Add(IPAddress.Parse("192.0.2.8"), Second(1));
        _cutOffs.Add(IPAddress.Parse("192.0.2.9"), Second(2));
        Assert.Equal(2, _cutOffs.Count);
        Assert.False(_cutOffs.Add(Peer, Second(3)));
    }

    [Fact]
    public void Counts_that_are_too_long_ago_are_forgotten()
    {
        _cutOffs.Add(Peer, Second(0));
        _cutOffs.Prune(Second(10));
        Assert.Equal(1, _cutOffs.Count);
        _cutOffs.Prune(Second(11));
        Assert.Equal(0, _cutOffs.Count);
    }

    internal static BanSettings Settings(string bans) =>
        BanSettings.Of(ConfigurationFactory.ParseString($"akka.h2.cluster.bans {{ {bans} }}").WithFallback(Http2.DefaultConfig));

    private static TimeSpan Second(int second) => TimeSpan.FromSeconds(second);
}

/// <summary>akka.h2.cluster.bans, and who is one peer.</summary>
public sealed class BanSettingsTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    public void A_peer_is_an_address_of_IPv4_or_64_bits_of_IPv6(string address, string peer) =>
        Assert.Equal(peer, PeerAddress.Text(PeerAddress.Of(IPAddress.Parse(address))));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("192.0.2.7", false)]
    public void Loopback_is_exempt_by_default(string address, bool isExempt) => Assert.Equal(isExempt, CutOffsTests.Settings("").IsExempt(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("2001:db8::9", true)]
    [InlineData("11.1.2.3", false)]
    public void Networks_are_exempt(string address, bool isExempt) =>
        Assert.Equal(isExempt, CutOffsTests.Settings("exempt = [\"10.0.0.0/8\", \"2001:db8::/32\"]").IsExempt(IPAddress.Parse(address)));

    [Theory]
    [InlineData("threshold = 0", "akka.h2.cluster.bans.threshold must be 1 to 100, but is 0")]
    [InlineData("max-addresses = 1001", "akka.h2.cluster.bans.max-addresses must be 1 to 1000, but is 1001")]
    [InlineData("duration = long", "akka.h2.cluster.bans.duration must be a time, such as 10s, but is long")]
    [InlineData("exempt = [here]", "akka.h2.cluster.bans.exempt: \"here\" is no address")]
    public void A_wrong_value_is_named_with_its_full_path(string line, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => CutOffsTests.Settings(line)).Message);
}
