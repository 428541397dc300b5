using Akka.Actor;
using AkkaH2.Protocol;

namespace AkkaH2.Actors;

/// <summary>Tells a client's actor how much one of its connections has to do, whenever that has changed.</summary>
/// <param name="actor">The connection's.</param>
/// <param name="connection">Its engine.</param>
internal sealed class LoadReporter(IActorContext actor, Http2Connection connection)
{
    /// <summary>How many streams may be open before SETTINGS come. RFC 9113 §6.5.2: fewer are not recommended.</summary>
    public const uint AssumedLimit = 100;

    private long _taken;
    private bool _hasAnswered;
    private ConnectionReport? _last;

    /// <summary>A call has come.</summary>
    public void OnTaken() => _taken++;

    /// <summary>The server has answered a request.</summary>
    public void OnAnswered() => _hasAnswered = true;

    public void Report()
    {
        var settings = connection.HasBegun ? connection.PeerSettings : null;
        var isLeaving = connection.IsEnding || connection.IsOver || !connection.HasIds;
        var report = new ConnectionReport(
            _taken, connection.OwnStreams, settings?.MaxConcurrentStreams ?? AssumedLimit, connection.HasBegun, _hasAnswered, isLeaving, settings);
        if (report == _last)
            return;

        _last = report;
        actor.Parent.Tell(report, actor.Self);
    }
}
