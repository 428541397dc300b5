using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Why a request is refused before anybody works on it.</summary>
public enum RefusalKind
{
    /// <summary>It is malformed (RFC 9113 §8.1.1).</summary>
    Malformed,

    /// <summary>Its fields are above <see cref="ConnectionSettings.MaxHeaderListSize"/> or <see cref="Http2Options.MaxHeaderCount"/> (RFC 9113 §10.5.1).</summary>
    FieldsTooLarge,

    /// <summary>It is one stream more than <see cref="ConnectionSettings.MaxConcurrentStreams"/> (RFC 9113 §5.1.2).</summary>
    TooManyStreams,
}

/// <summary>A request that is refused, by RST_STREAM unless somebody answers it.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Code">The error code of the RST_STREAM.</param>
/// <param name="Detail">The fault in words, as in a log: <c>malformed request: no :path</c>.</param>
/// <param name="Fields">The fields that came, with pseudo-header fields, as far as they were kept.</param>
public sealed record Refusal(RefusalKind Kind, ErrorCode Code, string Detail, Headers Fields)
{
    /// <summary>The error code with which the rest of an answered request is refused; see <see cref="Http2Connection.RefuseRest"/>.</summary>
    // RFC 9113 §8.1.1: a malformed request stays an error, answered or not. §8.1: others have had their answer.
    public ErrorCode CodeOfRest => Kind == RefusalKind.Malformed ? ErrorCode.ProtocolError : ErrorCode.NoError;
}
