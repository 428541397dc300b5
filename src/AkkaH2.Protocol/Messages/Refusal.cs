using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Why a request is refused before anybody works on it.</summary>
public enum RefusalKind
{
    /// <summary>RFC 9113 §8.1.1: it is no request.</summary>
    Malformed,

    /// <summary>Its fields are above our limits (RFC 9113 §10.5.1).</summary>
    FieldsTooLarge,

    /// <summary>RFC 9113 §5.1.2: it is one stream too many.</summary>
    TooManyStreams,
}

/// <summary>A request that is refused, by RST_STREAM unless somebody answers it.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Code">What RST_STREAM says.</param>
/// <param name="Detail">What was seen, as in a log: <c>malformed request: no :path</c>.</param>
/// <param name="Fields">What it said, pseudo-header fields included, as far as it was kept.</param>
public sealed record Refusal(RefusalKind Kind, ErrorCode Code, string Detail, Headers Fields)
{
    /// <summary>What RST_STREAM says of the rest of the request, where it was answered.</summary>
    // RFC 9113 §8.1.1: a malformed request stays an error, answered or not. §8.1: others have had their answer.
    public ErrorCode CodeOfRest => Kind == RefusalKind.Malformed ? ErrorCode.ProtocolError : ErrorCode.NoError;
}
