using AkkaH2.Configuration;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What the peer says about the order of responses: RFC 9218, and RFC 7540 §5.3 where it is asked for.</summary>
internal sealed partial class ConnectionActor
{
    private readonly EarlyPriorities _early;

    // RFC 7540 §5.3.4: as many closed and idle streams as may be open are a fair number to remember.
    private static ISendOrder NewOrder(Http2Settings settings) =>
        settings.Scheduler == SendScheduling.Rfc7540 ? new DependencyOrder(settings.MaxConcurrentStreams) : new UrgencyOrder();

    /// <summary>RFC 9218 §7: a PRIORITY_UPDATE that came before goes before the request's own field.</summary>
    private void Prioritize(LiveStream stream, ResponsePriority asked) => _send.Prioritize(stream, _early.Take(stream.Id) ?? asked);

    // RFC 9218 §2.1.1: a peer that sent SETTINGS_NO_RFC7540_PRIORITIES=1 does not mean its signals: they are ignored.
    private StreamPriority? SignalOf(StreamPriority? signal) => _wireSettings.Peer.NoRfc7540Priorities ? null : signal;

    /// <summary>RFC 7540 §6.3, RFC 9113 §6.3.</summary>
    private void OnPriority(PriorityFrame frame)
    {
        var signal = SignalOf(frame.Priority);
        if (PriorityRules.Check(frame.Stream, signal) is { } error)
            Judge(error);
        else if (signal is not null)
            _send.Prioritize(frame.Stream, signal);

        // Each makes work, whatever it changes.
        ChargeOddity(frame);
    }

    /// <summary>RFC 9218 §7.1.</summary>
    private void OnPriorityUpdate(PriorityUpdateFrame frame)
    {
        _early.PassOver(_streams.HighestPeerStream);
        if (_early.Check(frame, _streams.IsIdle(frame.Prioritized), _streams.Count, KnownStreamLimit) is { } error)
            Judge(error);
        else if (PriorityField.Parse(frame) is { } asked)
            Update(frame.Prioritized, ResponsePriority.Asked(asked));

        ChargeOddity(frame);
    }

    // RFC 9113 §6.5.3: before it has acknowledged our SETTINGS the peer knows of no limit, or of the one before.
    private long KnownStreamLimit => Math.Max(_wireSettings.Ours.MaxConcurrentStreams, _wireSettings.Announced.MaxConcurrentStreams);

    private void Update(StreamId id, ResponsePriority priority)
    {
        if (_streams.Find(id) is { } stream)
            _send.Prioritize(stream, priority);
        else if (_streams.IsIdle(id))
            _early.Keep(id, priority, MaxStreams);
        // RFC 9218 §7.1: of a closed stream it says nothing any more.
    }
}
