using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>A connection that began as HTTP/1.1 (RFC 7540 §3.2): its first request is there before the client's preface.</content>
public sealed partial class Http2Connection
{
    /// <summary>
    /// A server goes on in HTTP/2 with a request that came in HTTP/1.1: it becomes stream 1, which its client has ended. The first call on a connection, before
    /// anything is received.
    /// </summary>
    /// <param name="settings">Those of the HTTP2-Settings field, <see cref="UpgradeSettings"/>.</param>
    /// <param name="request">The fields of the request, with pseudo-header fields.</param>
    internal void BeginUpgraded(SettingsFrame settings, HeaderField[] request)
    {
        // RFC 7540 §3.2.1: they count as SETTINGS that came, and the response with 101 acknowledged them.
        var before = _settings.Peer;
        if (_settings.Receive(settings) is { } error)
        {
            HandleError(error);
            return;
        }

        _send.MaxFrameSize = _settings.Peer.MaxFrameSize;
        foreach (var limits in before.EncodingChanges(settings.Settings))
            _send.Control(limits);
        OnRequest(new FieldSection(new StreamId(1), request, EndStream: true));
    }

    /// <summary>
    /// A client goes on in HTTP/2 with a request that it sent in HTTP/1.1 and that was answered with 101: it is stream 1, which this side has ended. The first
    /// call on a connection. Its HTTP2-Settings field announced no limits, so ours hold from their acknowledgement as always.
    /// </summary>
    /// <param name="request">The fields of the request, with pseudo-header fields.</param>
    internal Http2Stream BeginUpgraded(HeaderField[] request)
    {
        var stream = NewRequest(new StreamId(1), request);
        _streams.Signal(stream, StreamSignal.SendEndStream);
        return stream;
    }
}
