using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The rules by which a server may promise (RFC 9113 §8.4).</summary>
internal static class PushRules
{
    /// <summary>The request that is promised beside <paramref name="parent"/>, of the same scheme and authority.</summary>
    /// <exception cref="ArgumentException">It is not a request, or not one that may be pushed; the message says why.</exception>
    public static PromisedRequest Promise(RequestHead parent, string method, string path, Headers headers)
    {
        // RFC 9113 §8.4: safe and cacheable.
        if (method is not ("GET" or "HEAD"))
            throw new ArgumentException($"Only GET and HEAD can be pushed, not {LogText.Detail(method)}.", nameof(method));

        HeaderField[] fields =
        [
            new(":method", method), new(":scheme", parent.Scheme), new(":authority", parent.Authority), new(":path", path), .. headers.AsSpan(),
        ];
        var parsed = RequestRules.Parse(StreamId.Connection, fields);
        if ((FieldRules.CheckSent(headers.AsSpan()) ?? parsed.Error?.Detail) is { } fault)
            throw new ArgumentException($"This request cannot be pushed: {LogText.Detail(fault)}.", nameof(path));

        var head = parsed.Value!;

        // RFC 9113 §8.4: a promised request has no content.
        if (head.ContentLength > 0)
            throw new ArgumentException("A pushed request has no body, so no content-length.", nameof(headers));

        return new PromisedRequest(fields, head);
    }

    /// <summary>The request of a promise that came, or that it is none (RFC 9113 §8.4).</summary>
    public static Outcome<RequestHead> Check(PromiseSection promise)
    {
        if (promise.TooLarge)
            return Wrong(promise, "its header fields are above our limits");
        var parsed = RequestRules.Parse(promise.Promised, promise.Fields);
        if (parsed.Value is not { } request)
            return parsed.Error!;
        return request is { Method: "GET" or "HEAD", ContentLength: null or 0 } ? request : Wrong(promise, "it is not safe, or has content");
    }

    private static Http2Error.OnStream Wrong(PromiseSection promise, string detail) =>
        new(promise.Promised, ErrorCode.ProtocolError, $"malformed promise: {detail}");

    /// <summary>Whether a push may go out now; if not, the first reason.</summary>
    public static PushOutcome Decide(PushSituation now)
    {
        // RFC 9113 §8.4: never to a peer that has set SETTINGS_ENABLE_PUSH to 0.
        if (!now.Enabled || !now.Peer.EnablePush)
            return PushOutcome.Disabled;

        // RFC 9113 §6.8: no new streams after GOAWAY.
        if (now.GoingAway)
            return PushOutcome.GoingAway;

        // RFC 9113 §6.6: only on a stream that the peer began and that is open or half-closed (remote). §8.5: a tunnel carries DATA only.
        if (now.Parent is null or not { State: StreamState.Open or StreamState.HalfClosedRemote, Id.IsClientInitiated: true, IsTunnel: false })
            return PushOutcome.StreamCannotPush;

        if (!now.HasIds)
            return PushOutcome.IdsExhausted;

        // RFC 9113 §8.4.1: a limit of 0 means that what is promised could never be answered.
        return now.Live >= now.Limit || now.Peer.MaxConcurrentStreams == 0 ? PushOutcome.LimitReached : PushOutcome.Pushed;
    }
}

/// <summary>A request as it is promised, and as the endpoint sees it.</summary>
internal sealed record PromisedRequest(HeaderField[] Fields, RequestHead Head);

/// <summary>All that decides about a push.</summary>
/// <param name="Enabled">Our configuration.</param>
/// <param name="Peer">The peer's settings.</param>
/// <param name="GoingAway">One side has sent GOAWAY.</param>
/// <param name="Parent">The stream that would carry the promise; null if it is closed.</param>
/// <param name="HasIds">There is an id left for the stream.</param>
/// <param name="Live">Pushed streams that are promised or open.</param>
/// <param name="Limit">How many there may be.</param>
internal readonly record struct PushSituation(
    bool Enabled, ConnectionSettings Peer, bool GoingAway, Http2Stream? Parent, bool HasIds, int Live, int Limit);
