using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Turns a field section that begins a request into a request for somebody to answer, or into a refusal.</summary>
/// <param name="maxCount">How many fields a request may have.</param>
internal sealed class RequestIntake(int maxCount)
{
    private readonly (HeaderField[]? Fields, RequestHead Head)[] _known = new (HeaderField[]?, RequestHead)[4];
    private int _next;

    /// <summary>The request, or why it is refused.</summary>
    /// <param name="section">The fields that came.</param>
    /// <param name="announced">The settings that the peer was told: they say what it may ask for, and how long its header list may be.</param>
    public (RequestHead? Head, Refusal? Refusal) Read(FieldSection section, ConnectionSettings announced)
    {
        if (section.TooLarge)
            return (null, Refuse(section, RefusalKind.FieldsTooLarge, ErrorCode.EnhanceYourCalm, $"The header fields are longer than {announced.MaxHeaderListSize} octets or more than {maxCount}."));

        var parsed = Parse(section, announced);
        if (parsed.Value is not { } head)
            return (null, Refuse(section, RefusalKind.Malformed, parsed.Error!.Code, parsed.Error.Detail));

        // RFC 9113 §8.1.1: a content-length without a body is malformed.
        return section.EndStream && head.ContentLength > 0
            ? (null, Refuse(section, RefusalKind.Malformed, ErrorCode.ProtocolError, $"malformed request: content-length {head.ContentLength} and no body"))
            : (head, null);
    }

    /// <summary>One stream more than the peer may have (RFC 9113 §5.1.2): REFUSED_STREAM, which may safely be tried again (§8.7).</summary>
    public static Refusal TooMany(FieldSection section, int open, int abandoned) =>
        Refuse(section, RefusalKind.TooManyStreams, ErrorCode.RefusedStream, $"{open} streams open, {abandoned} reset and still at work");

    // The same fields are the same request, whatever our settings have become: but for CONNECT, nothing in it depends on them.
    private Outcome<RequestHead> Parse(FieldSection section, ConnectionSettings announced)
    {
        if (!section.IsKnown)
            return RequestRules.Parse(section.Stream, section.Fields, announced.EnableConnectProtocol);

        foreach (ref readonly var known in _known.AsSpan())
        {
            if (ReferenceEquals(known.Fields, section.Fields))
                return known.Head;
        }

        var parsed = RequestRules.Parse(section.Stream, section.Fields, announced.EnableConnectProtocol);
        if (parsed.Value is { IsConnect: false } head)
            _known[_next++ % _known.Length] = (section.Fields, head);
        return parsed;
    }

    private static Refusal Refuse(FieldSection section, RefusalKind kind, ErrorCode code, string detail) =>
        new(kind, code, detail, new Headers(section.Fields, 0));
}
