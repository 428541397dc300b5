using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>How the stream of a call ended before its response did.</summary>
/// <param name="Fault">What the engine knows of it.</param>
/// <param name="Reason">As in a log.</param>
/// <param name="PeerReset">The code of the peer's RST_STREAM.</param>
/// <param name="OurReset">The code of ours, which the engine sent on its own account.</param>
/// <param name="ConnectionError">The code of a GOAWAY with an error, sent or received.</param>
internal readonly record struct CallFailure(StreamFault Fault, string Reason, ErrorCode? PeerReset, ErrorCode? OurReset, ErrorCode? ConnectionError)
{
    /// <summary>Why the server refused TLS behind its handshake; null if it did not.</summary>
    public string? TlsRefusal { get; init; }

    /// <summary>True if the request cannot be put into the version that the server speaks.</summary>
    public bool IsImpossible { get; init; }

    /// <summary>True if no octet of the request's body has gone out.</summary>
    public bool IsBodyUnsent { get; init; }

    /// <summary>RFC 9113 §6.8, §8.7: the peer did not act on the request.</summary>
    public bool IsNotProcessed => Fault == StreamFault.NotProcessed;

    /// <summary>True if the connection was given up because the server was silent, or took nothing.</summary>
    public bool IsSilence { get; init; }

    /// <summary>True if nothing is wrong but that the connection is lost.</summary>
    public bool IsLoss => Kind == ClientErrorKind.ConnectionLost || IsSilence;

    private ErrorCode? Code => PeerReset ?? ConnectionError ?? OurReset;

    // The engine resets with CANCEL the streams of a peer that has closed its side.
    private ClientErrorKind Kind => Fault switch
    {
        StreamFault.Malformed => ClientErrorKind.MalformedResponse,
        StreamFault.BodyTooLong => ClientErrorKind.BodyTooLong,
        StreamFault.BodyTooShort => ClientErrorKind.BodyTooShort,
        _ when PeerReset == ErrorCode.RefusedStream => ClientErrorKind.Refused,
        _ when PeerReset is not null || ConnectionError is not null => ClientErrorKind.ProtocolError,
        _ when OurReset is not null and not ErrorCode.Cancel => ClientErrorKind.ProtocolError,
        _ when TlsRefusal is not null => ClientErrorKind.TlsRefused,
        _ when IsImpossible => ClientErrorKind.Refused,
        _ => ClientErrorKind.ConnectionLost,
    };

    /// <summary>The error that the application sees.</summary>
    public Http2ClientException ToException(Call call) => new(Kind, call.Origin, TlsRefusal ?? Reason)
    {
        Stream = call.Stream?.Value,
        Code = Kind is ClientErrorKind.ConnectionLost or ClientErrorKind.TlsRefused ? null : Code,
        MayHaveBeenProcessed = !IsNotProcessed && !IsImpossible && Kind != ClientErrorKind.TlsRefused,
    };
}
