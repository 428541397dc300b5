using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Server push of one connection (RFC 9113 §8.4): what is promised, and when it begins.</summary>
/// <param name="streams">The streams of the connection.</param>
/// <param name="send">Takes promises.</param>
/// <param name="settings">How many streams of ours the peer lets be open.</param>
/// <param name="begin">A promised stream has a place: the work on it may begin.</param>
internal sealed class Pushes(StreamLedger streams, SendScheduler send, SettingsLedger settings, Action<Http2Stream> begin)
{
    private readonly PromiseLedger _promises = new();

    /// <summary>The promise goes out, and its stream waits for a place.</summary>
    public void Promise(StreamId parent, Http2Stream stream, PromisedRequest request)
    {
        streams.Signal(stream, StreamSignal.SendPromise);
        // RFC 7540 §5.3.5: a pushed stream depends on the one that promised it.
        send.Begin(stream, new StreamPriority(parent, Exclusive: false, Weight: 16));

        // RFC 9113 §8.4.1: the promise goes out before anything that refers to it: control frames pass what waits on its parent.
        send.Control(new PromiseSection(parent, stream.Id, request.Fields));
        _promises.Add(stream);
    }

    /// <summary>A pushed stream is gone, or the peer's limit has changed: promises may have their turn.</summary>
    public void OnPlaces()
    {
        if (_promises.Count == 0)
            return;

        foreach (var stream in _promises.Admit(streams.Own, settings.Peer.MaxConcurrentStreams))
            begin(stream);
        foreach (var stream in _promises.MayOpen)
            send.Offer(stream);
    }

    /// <summary>The connection ends: nothing begins any more.</summary>
    public void Clear() => _promises.Clear();
}
