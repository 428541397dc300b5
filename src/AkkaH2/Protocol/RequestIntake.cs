using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>What a field section that begins a request is to the connection: a request for an endpoint, or an error.</summary>
/// <param name="maxCount">How many fields a request may have.</param>
internal sealed class RequestIntake(int maxCount)
{
    /// <summary>The request, or why it is none.</summary>
    /// <param name="section">What came.</param>
    /// <param name="announced">What the peer was told: what it may ask for, and how long its header list may be.</param>
    public (RequestHead? Head, RequestError? Error) Read(FieldSection section, ConnectionSettings announced)
    {
        if (section.TooLarge)
            return (null, Error(section, RequestErrorKind.FieldsTooLarge, ErrorCode.EnhanceYourCalm, $"The header fields are longer than {announced.MaxHeaderListSize} octets or more than {maxCount}."));

        var parsed = RequestRules.Parse(section.Stream, section.Fields, announced.EnableConnectProtocol);
        if (parsed.Value is not { } head)
            return (null, Error(section, RequestErrorKind.Malformed, parsed.Error!.Code, parsed.Error.Detail));

        // RFC 9113 §8.1.1: a content-length without a body is malformed.
        return section.EndStream && head.ContentLength > 0
            ? (null, Error(section, RequestErrorKind.Malformed, ErrorCode.ProtocolError, $"malformed request: content-length {head.ContentLength} and no body"))
            : (head, null);
    }

    /// <summary>One stream more than the peer may have (RFC 9113 §5.1.2): REFUSED_STREAM, which may safely be tried again (§8.7).</summary>
    public static RequestError TooMany(FieldSection section, int open, int abandoned) =>
        Error(section, RequestErrorKind.TooManyStreams, ErrorCode.RefusedStream, $"{open} streams open, {abandoned} reset and still at work");

    private static RequestError Error(FieldSection section, RequestErrorKind kind, ErrorCode code, string detail) =>
        new(kind, code, detail) { Stream = section.Stream.Value, Fields = new Headers(section.Fields, 0) };
}
