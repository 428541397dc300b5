using System.Net;
using Akka.Cluster;
using Akka.DistributedData;

namespace AkkaH2.Cluster;

/// <summary>The bans that all nodes share: peer → the end of its ban, in milliseconds of Unix time. Of two bans of one peer the one that was said last counts.</summary>
internal static class BanList
{
    public static readonly LWWDictionaryKey<string, long> Key = new("akka-h2-bans");

    /// <summary>The list with one ban more. A full one loses those that are over, and then those that end first.</summary>
    public static LWWDictionary<string, long> With(LWWDictionary<string, long> list, UniqueAddress node, IPAddress peer, DateTimeOffset until, DateTimeOffset now, int most)
    {
        var key = PeerAddress.Text(peer);
        if (!list.ContainsKey(key) && list.Count >= most)
        {
            list = WithoutOver(list, node, now);
            foreach (var (first, _) in list.Entries.OrderBy(ban => ban.Value).Take(list.Count - most + 1).ToArray())
                list = list.Remove(node, first);
        }

        return list.SetItem(node, key, until.ToUnixTimeMilliseconds());
    }

    /// <summary>The list without this ban.</summary>
    public static LWWDictionary<string, long> Without(LWWDictionary<string, long> list, UniqueAddress node, IPAddress peer) => list.Remove(node, PeerAddress.Text(peer));

    /// <summary>The list without bans that are over.</summary>
    public static LWWDictionary<string, long> WithoutOver(LWWDictionary<string, long> list, UniqueAddress node, DateTimeOffset now)
    {
        foreach (var (peer, until) in list.Entries)
        {
            if (until <= now.ToUnixTimeMilliseconds())
                list = list.Remove(node, peer);
        }

        return list;
    }

    /// <summary>The same by addresses, as it is asked for each connection.</summary>
    public static Dictionary<IPAddress, DateTimeOffset> ByAddress(LWWDictionary<string, long> list)
    {
        var bans = new Dictionary<IPAddress, DateTimeOffset>(list.Count);
        foreach (var (peer, until) in list.Entries)
        {
            if (IPAddress.TryParse(peer.Split('/')[0], out var address))
                bans[address] = DateTimeOffset.FromUnixTimeMilliseconds(until);
        }

        return bans;
    }
}
