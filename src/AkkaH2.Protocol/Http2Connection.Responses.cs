using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>A client's streams: requests go out, and responses come in (RFC 9113 §8.1).</content>
public sealed partial class Http2Connection
{
    private bool _holdsRequests; // whose HEADERS wait for a place

    /// <summary>Begins a stream with a request's head (RFC 9113 §8.3.1).</summary>
    /// <param name="head">Pseudo-header fields first.</param>
    /// <param name="endStream">True if no body follows.</param>
    /// <returns>The stream; null where none may begin now: the peer's SETTINGS_MAX_CONCURRENT_STREAMS is reached, the ids are used up, or the connection is ending.</returns>
    /// <exception cref="InvalidOperationException">This side is a server.</exception>
    public Http2Stream? SendRequest(HeaderField[] head, bool endStream)
    {
        if (_options.Role == Role.Server)
            throw new InvalidOperationException("A server sends no requests.");
        // RFC 9113 §6.8, §5.1.1, §5.1.2.
        if (IsEnding || _streams.NextOwn is not { } id || _streams.Own >= _settings.Peer.MaxConcurrentStreams)
            return null;

        var stream = NewRequest(id, head);
        stream.Outbox.Add(head, end: endStream);
        _send.Offer(stream);
        return stream;
    }

    /// <summary>Changes the priority of the response to a request of ours: PRIORITY_UPDATE (RFC 9218 §7.1). Nothing if it is over.</summary>
    /// <param name="id">The request's stream.</param>
    /// <param name="priority">The value of the priority field: <c>u=1, i</c>.</param>
    public void UpdatePriority(StreamId id, string priority)
    {
        if (_options.Role != Role.Client || _streams.Find(id) is not { PeerIsSending: true } stream)
            return;

        // RFC 9218 §7.1: idle streams with a priority, and open ones, may together be no more than may be open.
        if (stream.Held || stream.AsksLater is not null)
            stream.AsksLater = priority;
        else
            _send.Control(new PriorityUpdateFrame(id, Encoding.ASCII.GetBytes(priority)));
    }

    // Its HEADERS have gone out.
    private void AskNow(Http2Stream stream, string priority)
    {
        stream.AsksLater = null;
        UpdatePriority(stream.Id, priority);
    }

    /// <summary>
    /// RFC 9113 §5.1.2: SETTINGS may lower the limit below the requests that there are. Those whose HEADERS have not gone out wait until they have a place,
    /// the later ones behind the earlier ones (§5.1.1).
    /// </summary>
    private void HoldRequests()
    {
        var limit = _settings.Peer.MaxConcurrentStreams;
        if (_options.Role == Role.Server || (!_holdsRequests && _streams.Own <= limit))
            return;

        var unsent = _streams.All.Where(stream => stream.Outbox.Head is not null).OrderBy(stream => stream.Id.Value).ToArray();
        var places = (int)Math.Clamp((long)limit - (_streams.Own - unsent.Length), 0, unsent.Length);
        foreach (var stream in unsent.AsSpan(0, places))
        {
            stream.Held = false;
            _send.Offer(stream);
        }

        foreach (var stream in unsent.AsSpan(places))
            _send.Hold(stream);
        _holdsRequests = places < unsent.Length;
    }

    /// <summary>True while requests wait for a place that SETTINGS took back (RFC 9113 §5.1.2).</summary>
    internal bool HoldsRequests => _holdsRequests;

    /// <summary>
    /// Gives up the requests that wait for a place: another connection may have one. Their work is aborted (<see cref="IHttp2Events.OnAborted"/>), the peer did not
    /// process them (<see cref="StreamFault.NotProcessed"/>), and it is told nothing.
    /// </summary>
    internal void GiveUpHeldRequests()
    {
        foreach (var stream in _streams.All.Where(stream => stream.Held && IsUnsent(stream)).ToArray())
            GiveUpUnsent(stream, $"the peer has taken back the place of stream {stream.Id.Value}");
    }

    // RFC 9113 §5.1.1: its id is passed over.
    private void GiveUpUnsent(Http2Stream stream, string reason)
    {
        _streams.Signal(stream, StreamSignal.SendReset);
        Forget(stream, reason);
    }

    private bool IsUnsent(Http2Stream stream) => _options.Role == Role.Client && stream.Outbox.Head is not null;

    private Http2Stream NewRequest(StreamId id, HeaderField[] head)
    {
        _streams.Use(id);
        var stream = NewStream(id);
        stream.IsHeadRequest = head.Any(field => field is { Name: ":method", Value: "HEAD" });
        stream.IsTunnel = head.Any(field => field is { Name: ":method", Value: "CONNECT" });
        _send.Begin(stream, null);
        _streams.BeginWork(stream);
        _streams.Signal(stream, StreamSignal.SendHeaders);
        return stream;
    }

    /// <summary>RFC 9113 §8.1: any number of informational responses, then the response, then trailers.</summary>
    private void OnResponse(FieldSection section, Http2Stream stream)
    {
        if (stream.HasResponse)
            OnTrailers(section, stream);
        else if (_streams.Signal(stream, StreamSignal.RecvHeaders) is { } late)
            HandleError(late);
        else if (section.TooLarge)
            HandleError(new Http2Error.OnStream(
                section.Stream,
                ErrorCode.EnhanceYourCalm,
                $"a response's header fields above our limits of {_settings.Announced.MaxHeaderListSize} octets and {_options.MaxHeaderCount} fields"));
        else
            OnResponse(section, stream, ResponseHead.Parse(section));
    }

    private void OnResponse(FieldSection section, Http2Stream stream, Outcome<ResponseHead> parsed)
    {
        if (parsed.Value is not { } head)
        {
            stream.Fault = StreamFault.Malformed;
            HandleError(parsed.Error!);
        }
        else if (head.IsInformational)
        {
            ChargeBeyondAllowance(section);
            if (!IsOver)
                _events.OnInformational(stream, head);
        }
        else
        {
            Begin(section, stream, head);
        }
    }

    private void Begin(FieldSection section, Http2Stream stream, ResponseHead head)
    {
        _allowance.Earn(1);
        stream.HasResponse = true;
        // RFC 9110 §9.3.6: where CONNECT succeeds a tunnel begins, whatever a content-length says.
        stream.IsTunnel &= head.Status < 300;
        stream.Unreceived = stream.IsTunnel ? null : ContentOf(stream, head);
        if (section.EndStream && stream.Unreceived > 0)
        {
            stream.Fault = StreamFault.BodyTooShort;
            HandleError(new Http2Error.OnStream(section.Stream, ErrorCode.ProtocolError, $"malformed response: content-length {head.ContentLength} and no body"));
            return;
        }

        _events.OnResponse(stream, head);
        if (section.EndStream)
            EndMessage(stream, Headers.Empty);
    }

    // RFC 9110 §6.4.1: HEAD, 204 and 304 have no content; the length that they announce is that of another response.
    private static long? ContentOf(Http2Stream stream, ResponseHead head) =>
        stream.IsHeadRequest || head.Status is 204 or 304 ? 0 : head.ContentLength;

    /// <summary>RFC 9113 §6.6, §8.4.</summary>
    private void OnPushPromise(PromiseSection promise)
    {
        // RFC 9113 §8.4: from a client, or to one that did not enable push: a connection error PROTOCOL_ERROR.
        if (_options.Role == Role.Server || !_settings.Announced.EnablePush)
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{promise}, but this side takes no pushes"));
        // RFC 9113 §6.6: the promised stream is one that the peer may begin now; else a connection error PROTOCOL_ERROR.
        else if (!_streams.IsPeers(promise.Promised) || !_streams.IsIdle(promise.Promised))
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{promise}, but that stream is not idle"));
        // RFC 9113 §6.6: on a stream of ours that the peer may still send on. One that we have reset may have crossed it.
        else if (_streams.IsIdle(promise.Stream) || _streams.Find(promise.Stream) is { PeerIsSending: false })
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{promise} on a stream that is not open"));
        else
            OnPromised(promise);
    }

    private void OnPromised(PromiseSection promise)
    {
        _streams.Use(promise.Promised);
        // RFC 9113 §8.4.2: CANCEL says that it is not wanted: of a request that we have given up, or beyond what we hold at once.
        if (_streams.Find(promise.Stream) is not { } parent || _streams.Peers >= _options.MaxPushedStreams)
            RefusePush(promise, ErrorCode.Cancel, "pushes are not wanted now");
        else
            OnPromised(promise, parent, PushRules.Check(promise));
    }

    private void OnPromised(PromiseSection promise, Http2Stream parent, Outcome<RequestHead> parsed)
    {
        // RFC 9113 §8.4: a promised request that is malformed, not safe, or has content is a stream error PROTOCOL_ERROR.
        if (parsed.Value is not { } request)
        {
            SendReset(promise.Promised, ErrorCode.ProtocolError, parsed.Error!.Detail);
            ChargeReset();
            return;
        }

        var pushed = NewStream(promise.Promised);
        pushed.IsHeadRequest = request.Method == "HEAD";
        _send.Begin(pushed, null);
        _streams.BeginWork(pushed);
        _streams.Signal(pushed, StreamSignal.RecvPromise);
        if (_events.OnPromise(parent, pushed, request) is not { } refusal)
            return;

        RefusePush(promise, refusal, "the push is not wanted");
        EndWork(pushed.Id);
    }

    private void RefusePush(PromiseSection promise, ErrorCode code, string reason)
    {
        SendReset(promise.Promised, code, reason);
        ChargeGlitch(promise);
    }
}
