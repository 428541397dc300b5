using System.Net;
using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;
using AkkaH2.Actors;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Cluster;

/// <summary>Counts the peers that connections of this node cut off, bans those that were cut off too often, and keeps the list of bans that the nodes share.</summary>
internal sealed class BanActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromSeconds(30);

    private readonly BanSettings _settings;
    private readonly ClusterBans _bans;
    private readonly CutOffs _cutOffs;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DistributedData _data = DistributedData.Get(Context.System);
    private readonly Akka.Cluster.UniqueAddress _node = Akka.Cluster.Cluster.Get(Context.System).SelfUniqueAddress;

    public BanActor(BanSettings settings, ClusterBans bans) => (_settings, _bans, _cutOffs) = (settings, bans, new CutOffs(settings));

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ConnectionError));
        _data.Replicator.Tell(Dsl.Subscribe(BanList.Key, Self));
        Timers.StartPeriodicTimer(Prune.Instance, Prune.Instance, PruneInterval);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionError { Role: Role.Server, SeenBy: ErrorObserver.Us, Code: ErrorCode.EnhanceYourCalm, RemoteEndPoint: IPEndPoint peer } error: OnCutOff(peer.Address, error.Detail); break;
            case ConnectionError: break;
            case Ban ban: OnBan(ban); break;
            case Lift lift: OnLift(lift.Peer); break;
            case Changed changed: _bans.Current = BanList.ByAddress(changed.Get(BanList.Key)); break;
            case Prune: OnPrune(); break;
            case IUpdateResponse: break; // where it is late, gossip will bring it
            default: Unhandled(message); break;
        }
    }

    private void OnCutOff(IPAddress address, string detail)
    {
        if (_settings.IsExempt(address) || !_cutOffs.Add(PeerAddress.Of(address), Context.System.Scheduler.MonotonicClock))
            return;

        OnBan(new Ban(PeerAddress.Of(address), _settings.Duration, $"cut off {_settings.Threshold} times within {_settings.Within}, the last time for {detail}"));
    }

    private void OnBan(Ban ban)
    {
        var until = Now + ban.Duration;
        _log.Warning("{0} is banned until {1:u}: {2}", PeerAddress.Text(ban.Peer), until, ban.Reason);
        Update(list => BanList.With(list, _node, ban.Peer, until, Now, _settings.MaxAddresses));
    }

    private void OnLift(IPAddress peer)
    {
        _log.Info("The ban of {0} is lifted.", PeerAddress.Text(peer));
        Update(list => BanList.Without(list, _node, peer));
    }

    private void OnPrune()
    {
        _cutOffs.Prune(Context.System.Scheduler.MonotonicClock);
        if (_bans.Current.Values.Any(until => until <= Now))
            Update(list => BanList.WithoutOver(list, _node, Now));
    }

    private void Update(Func<LWWDictionary<string, long>, LWWDictionary<string, long>> change) =>
        _data.Replicator.Tell(Dsl.Update(BanList.Key, LWWDictionary<string, long>.Empty, Dsl.WriteLocal, change));

    /// <summary>To this actor: ban this peer from now on.</summary>
    internal sealed record Ban(IPAddress Peer, TimeSpan Duration, string Reason) : ILocalMessage;

    /// <summary>To this actor: take its connections again.</summary>
    internal sealed record Lift(IPAddress Peer) : ILocalMessage;

    private sealed class Prune : ILocalMessage
    {
        public static readonly Prune Instance = new();
    }
}
