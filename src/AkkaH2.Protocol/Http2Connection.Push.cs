using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>Server push (RFC 9113 §8.4).</content>
public sealed partial class Http2Connection
{
    /// <summary>Promises the peer a response beside that of <paramref name="parent"/>. The work on it may begin at <see cref="IHttp2Events.OnBegin"/>.</summary>
    /// <param name="parent">The stream that carries the promise.</param>
    /// <param name="request">The promised request.</param>
    /// <param name="opened">Is given the new stream before anything else becomes of it.</param>
    internal PushOutcome Push(StreamId parent, PromisedRequest request, Action<Http2Stream> opened)
    {
        var outcome = PushRules.Decide(new PushSituation(
            _options.ServerPush, _settings.Peer, IsEnding, _streams.Find(parent), _streams.NextOwn is not null, _streams.Own, _options.MaxPushedStreams));
        if (outcome == PushOutcome.Pushed)
            Promise(parent, request, opened);

        // RFC 9113 §5.1.1: a server without ids sends GOAWAY, so that the client opens a new connection.
        if (outcome == PushOutcome.IdsExhausted)
            BeginDrain();
        return outcome;
    }

    private void Promise(StreamId parent, PromisedRequest request, Action<Http2Stream> opened)
    {
        var id = _streams.NextOwn!.Value;
        _streams.Use(id);
        var stream = NewStream(id);
        opened(stream);
        _pushes ??= new Pushes(_streams, _send, _settings, StartWork);
        _pushes.Promise(parent, stream, request);
        _priorities.Begin(stream, request.Head.Priority);
        _pushes.OnPlaces();
    }
}
