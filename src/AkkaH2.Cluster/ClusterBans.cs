using System.Net;
using Akka.Actor;
using Akka.Configuration;

namespace AkkaH2.Cluster;

/// <summary>
/// Peers whose new connections no node of the cluster takes, because one node cut them off too often, or because an operator says so: <c>akka.h2.cluster.bans</c>. It begins with
/// the first use of this package for the system (<c>MapShard</c>, <c>MapClusterReadiness</c>, <c>RunUntilLeavingAsync</c>, <see cref="Of"/>), or with
/// <c>akka.extensions = ["AkkaH2.Cluster.ClusterBansProvider, AkkaH2.Cluster"]</c>.
/// </summary>
public sealed class ClusterBans : IExtension
{
    private readonly BanSettings _settings;
    private readonly IScheduler _clock;
    private readonly IActorRef _actor;
    private volatile Dictionary<IPAddress, DateTimeOffset> _current = [];

    internal ClusterBans(ExtendedActorSystem system)
    {
        (_settings, _clock, _actor) = (BanSettings.Of(system), system.Scheduler, system.DeadLetters);
        if (!_settings.IsEnabled)
            return;

        _actor = system.SystemActorOf(Props.Create(() => new BanActor(_settings, this)), "http2-bans");
        system.Http2().AddAcceptFilter(peer => peer is not IPEndPoint { Address: var address } || !IsBanned(address));
    }

    /// <summary>True if <c>akka.h2.cluster.bans.enabled</c> says so.</summary>
    public bool IsEnabled => _settings.IsEnabled;

    /// <summary>The peers that are banned now, as this node knows it, and until when: addresses of IPv4, and the beginning of networks of IPv6 with 64 bits.</summary>
    public IReadOnlyDictionary<IPAddress, DateTimeOffset> Banned => _current.Where(ban => ban.Value > _clock.Now).ToDictionary();

    internal Dictionary<IPAddress, DateTimeOffset> Current { get => _current; set => _current = value; }

    /// <summary>The bans of this system's cluster.</summary>
    /// <exception cref="ConfigurationException">A value below <c>akka.h2.cluster.bans</c> is wrong; the message has its full path. Or the provider of the system is not cluster.</exception>
    public static ClusterBans Of(ActorSystem system) => system.WithExtension<ClusterBans, ClusterBansProvider>();

    /// <summary>True if new connections of this address are refused.</summary>
    public bool IsBanned(IPAddress address)
    {
        var current = _current;
        return current.Count > 0 && current.TryGetValue(PeerAddress.Of(address), out var until) && until > _clock.Now && !_settings.IsExempt(address);
    }

    /// <summary>Bans an address, of IPv6 its network of 64 bits, on all nodes; they know within seconds. Exempt addresses stay welcome.</summary>
    /// <param name="address">The address.</param>
    /// <param name="duration">How long; <c>akka.h2.cluster.bans.duration</c> if null.</param>
    /// <exception cref="InvalidOperationException">Bans are not enabled.</exception>
    public void Ban(IPAddress address, TimeSpan? duration = null) => Tell(new BanActor.Ban(PeerAddress.Of(address), duration ?? _settings.Duration, "an operator says so"));

    /// <summary>Takes its connections again, on all nodes; they know within seconds.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="InvalidOperationException">Bans are not enabled.</exception>
    public void Lift(IPAddress address) => Tell(new BanActor.Lift(PeerAddress.Of(address)));

    private void Tell(object message)
    {
        if (!IsEnabled)
            throw new InvalidOperationException("Bans are not enabled: akka.h2.cluster.bans.enabled = on.");
        _actor.Tell(message, ActorRefs.NoSender);
    }
}

/// <summary>Makes <see cref="ClusterBans"/> once for each actor system.</summary>
public sealed class ClusterBansProvider : ExtensionIdProvider<ClusterBans>
{
    /// <inheritdoc/>
    public override ClusterBans CreateExtension(ExtendedActorSystem system) => new(system);
}
