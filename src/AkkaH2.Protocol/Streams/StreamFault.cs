namespace AkkaH2.Protocol;

/// <summary>What is known, beside an error code, of a client's stream that ended without a whole response.</summary>
public enum StreamFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The peer surely did not act on the request, so it may be sent again (RFC 9113 §6.8, §8.7).</summary>
    NotProcessed,

    /// <summary>The response is malformed (RFC 9113 §8.1.1).</summary>
    Malformed,

    /// <summary>Its body is longer than its content-length.</summary>
    BodyTooLong,

    /// <summary>Its body is shorter than its content-length.</summary>
    BodyTooShort,
}
