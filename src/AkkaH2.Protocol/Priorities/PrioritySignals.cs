using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>The peer's wishes about the order of responses: RFC 9218, and RFC 7540 §5.3 where it is asked for.</summary>
/// <param name="role">Our side.</param>
/// <param name="streams">The streams that have them.</param>
/// <param name="send">Keeps to them.</param>
/// <param name="settings">Whether they are meant.</param>
internal sealed class PrioritySignals(Role role, StreamLedger streams, SendScheduler send, SettingsLedger settings)
{
    private readonly EarlyPriorities _early = new(role);

    // RFC 9113 §6.5.3: before it has acknowledged our SETTINGS the peer knows of no limit, or of the one before.
    private long KnownStreamLimit => Math.Max(settings.Ours.MaxConcurrentStreams, settings.Announced.MaxConcurrentStreams);

    /// <summary>RFC 9218 §7: a PRIORITY_UPDATE that came before goes before the request's own field.</summary>
    public void Begin(Http2Stream stream, ResponsePriority asked) => send.Prioritize(stream, _early.Take(stream.Id) ?? asked);

    /// <summary>The signal of HEADERS or PRIORITY as far as it is meant.</summary>
    // RFC 9218 §2.1.1: a peer that sent SETTINGS_NO_RFC7540_PRIORITIES=1 does not mean its signals: they are ignored.
    public StreamPriority? Meant(StreamPriority? signal) => settings.Peer.NoRfc7540Priorities ? null : signal;

    /// <summary>RFC 7540 §6.3, RFC 9113 §6.3: the peer's fault, if it is one.</summary>
    public Http2Error? Receive(PriorityFrame frame)
    {
        var signal = Meant(frame.Priority);
        if (PriorityRules.Check(frame.Stream, signal) is { } error)
            return error;

        if (signal is not null)
            send.Prioritize(frame.Stream, signal);
        return null;
    }

    /// <summary>RFC 9218 §7.1: the peer's fault, if it is one.</summary>
    public Http2Error? Receive(PriorityUpdateFrame frame)
    {
        _early.PassOver(streams.HighestPeerStream);
        if (_early.Check(frame, streams.IsIdle(frame.Prioritized), streams.Peers, KnownStreamLimit) is { } error)
            return error;

        if (PriorityField.Parse(frame) is { } asked)
            Update(frame.Prioritized, ResponsePriority.Asked(asked));
        return null;
    }

    private void Update(StreamId id, ResponsePriority priority)
    {
        if (streams.Find(id) is { } stream)
            send.Prioritize(stream, priority);
        else if (streams.IsIdle(id))
            _early.Keep(id, priority, settings.Announced.MaxConcurrentStreams);
        // RFC 9218 §7.1: of a closed stream it says nothing any more.
    }
}
