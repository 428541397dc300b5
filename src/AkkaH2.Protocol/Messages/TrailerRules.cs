using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §8.1: which field sections may end a message, a request's or a response's.</summary>
internal static class TrailerRules
{
    /// <summary>The fault of trailers, or null (RFC 9113 §8.1: no pseudo-header fields there).</summary>
    public static Http2Error? Check(FieldSection trailers) => FieldRules.Check(trailers.Fields) switch
    {
        { } bad => Malformed(trailers.Stream, bad),
        // RFC 9113 §10.5.1: what is above our limit was not kept, so nobody can be given it.
        null when trailers.TooLarge => new Http2Error.OnStream(trailers.Stream, ErrorCode.EnhanceYourCalm, "trailers above the limit of a header list"),
        // RFC 9113 §8.1: a HEADERS frame after the head that does not end the stream is malformed.
        null when !trailers.EndStream => Malformed(trailers.Stream, "a second HEADERS without END_STREAM"),
        null => null,
    };

    private static Http2Error.OnStream Malformed(StreamId stream, string detail) => new(stream, ErrorCode.ProtocolError, $"malformed message: {detail}");
}
