using System.Net;

namespace AkkaH2.Diagnostics;

/// <summary>The connections whose frames are written to the log: none, all, or those with certain peers (<c>akka.h2.frame-log</c>). Immutable.</summary>
public sealed class FrameLogScope
{
    private readonly bool _all;
    private readonly IPNetwork[] _remotes;

    private FrameLogScope(bool all, params IPNetwork[] remotes) => (_all, _remotes) = (all, remotes);

    /// <summary>No connection.</summary>
    public static FrameLogScope Off { get; } = new(all: false);

    /// <summary>All connections.</summary>
    public static FrameLogScope On { get; } = new(all: true);

    /// <summary>Connections with these peers.</summary>
    /// <param name="remotes">Addresses and networks, such as <c>192.0.2.7</c> and <c>2001:db8::/32</c>.</param>
    /// <exception cref="ArgumentException">One is no address; the message has it.</exception>
    public static FrameLogScope Of(params IEnumerable<string> remotes) => new(all: false, [.. remotes.Select(Parse)]);

    /// <summary>Such as <c>on</c>, or <c>192.0.2.7/32, 10.0.0.0/8</c>.</summary>
    public override string ToString() => _all ? "on" : _remotes.Length == 0 ? "off" : string.Join(", ", _remotes);

    /// <summary>An address, or a network.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    internal static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new ArgumentException($"\"{text}\" is no address such as 192.0.2.7, and no network such as 10.0.0.0/8.", nameof(text));

    /// <summary>True if the frames of a connection with this peer are written.</summary>
    internal bool Has(EndPoint peer) => _all || Array.Exists(_remotes, remote => Contains(remote, peer));

    /// <summary>What it is after this message.</summary>
    internal FrameLogScope After(LogFrames change) => change switch
    {
        { Network: null } => change.On ? On : Off,
        { On: true, Network: { } remote } => _all || _remotes.Contains(remote) ? this : new FrameLogScope(all: false, [.. _remotes, remote]),
        { Network: { } remote } => new FrameLogScope(_all, [.. _remotes.Where(known => !known.Equals(remote))]),
    };

    /// <summary>True if the peer is in the network; an IPv4 address may be written as one of IPv6.</summary>
    internal static bool Contains(IPNetwork network, EndPoint peer) =>
        peer is IPEndPoint { Address: var address } && (network.Contains(address) || (address.IsIPv4MappedToIPv6 && network.Contains(address.MapToIPv4())));
}
