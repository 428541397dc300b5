using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Server push (RFC 9113 §8.4): what is promised, and when it begins.</summary>
internal sealed partial class ConnectionActor
{
    private PromiseLedger<LiveStream>? _promises; // once something was pushed

    private void OnPush(SendPush push)
    {
        var outcome = PushRules.Decide(new PushSituation(
            _settings.ServerPush, _wireSettings.Peer, _goAway.Phase > GoAwayPhase.Open || _goAway.PeerLeaves, _streams.Find(push.Stream), _streams.NextOwn is not null, _streams.Own, _settings.MaxPushedStreams));
        if (outcome == PushOutcome.Pushed)
            Promise(push, _streams.NextOwn!.Value);

        // RFC 9113 §5.1.1: a server without ids sends GOAWAY, so that the client opens a new connection.
        if (outcome == PushOutcome.IdsExhausted)
            BeginDrain();
        push.Answer(outcome);
    }

    private void Promise(SendPush push, StreamId id)
    {
        _streams.Use(id);
        var stream = new LiveStream(id, new Window(_wireSettings.Peer.InitialWindowSize), new ReceiveWindow(_wireSettings.EnforcedWindow))
        {
            Exchange = new Exchange(id, new Request(push.Request.Head, RequestBody.Empty), _exchanges),
        };
        _streams.Add(stream);
        _streams.Signal(stream, StreamSignal.SendPromise);
        // RFC 7540 §5.3.5: a pushed stream depends on the one that promised it.
        _send.Begin(stream, new StreamPriority(push.Stream, Exclusive: false, Weight: 16));
        Prioritize(stream, push.Request.Head.Priority);

        // RFC 9113 §8.4.1: the promise goes out before anything that refers to it: control frames pass what waits on its parent.
        _send.Control(new PromiseSection(push.Stream, id, push.Request.Fields));
        (_promises ??= new PromiseLedger<LiveStream>()).Add(stream);
        SettlePromises();
    }

    /// <summary>RFC 9113 §6.8: the peer leaves, and what we began above this stream it never takes.</summary>
    private void AbandonOwnAbove(StreamId last)
    {
        foreach (var stream in _streams.Live.Where(stream => !_streams.IsPeers(stream.Id) && stream.Id > last).ToArray())
        {
            _streams.Reset(stream, CloseCause.ResetByPeer, Now);
            Forget(stream, $"stream {stream.Id.Value} is above the last one of the peer's GOAWAY");
        }
    }

    /// <summary>A pushed stream is gone, or the peer's limit has changed: promises may have their turn.</summary>
    private void SettlePromises()
    {
        if (_promises is not { Count: > 0 } promises)
            return;

        foreach (var stream in promises.Settle(_streams.Own, _wireSettings.Peer.MaxConcurrentStreams))
            _slots.Assign(stream.Exchange!);
        foreach (var stream in promises.MayOpen)
            _send.Offer(stream);
    }
}
