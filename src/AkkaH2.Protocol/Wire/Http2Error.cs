using AkkaH2.Protocol;

namespace AkkaH2.Wire;

/// <summary>RFC 9113 §5.4: an error ends either the connection or one stream, and the type says which.</summary>
internal abstract record Http2Error
{
    private Http2Error(ErrorCode code, string detail) => (Code, Detail) = (code, LogText.Detail(detail));

    /// <summary>The error code of the GOAWAY or RST_STREAM to send.</summary>
    public ErrorCode Code { get; }

    /// <summary>The fault in words, for the log and for GOAWAY's debug data: "WINDOW_UPDATE of 3 octets". Printable and cut, whatever it quotes.</summary>
    public string Detail { get; }

    /// <summary>The limit that was reached, where that is the fault.</summary>
    public Limit? Limit { get; init; }

    /// <summary>RFC 9113 §5.4.1: answered with GOAWAY; then the transport closes.</summary>
    /// <param name="Code">The error code of the GOAWAY.</param>
    /// <param name="Detail">The fault in words.</param>
    public sealed record OnConnection(ErrorCode Code, string Detail) : Http2Error(Code, Detail)
    {
        /// <inheritdoc />
        public override string ToString() => $"connection error {Code.Name()}: {Detail}";
    }

    /// <summary>RFC 9113 §5.4.2: answered with RST_STREAM; the connection goes on.</summary>
    /// <param name="Stream">The stream to reset.</param>
    /// <param name="Code">The error code of the RST_STREAM.</param>
    /// <param name="Detail">The fault in words.</param>
    public sealed record OnStream(StreamId Stream, ErrorCode Code, string Detail) : Http2Error(Code, Detail)
    {
        /// <inheritdoc />
        public override string ToString() => $"stream error {Code.Name()} on {Stream}: {Detail}";
    }

    /// <summary>The same fault is a connection error on stream 0 and a stream error elsewhere.</summary>
    public static Http2Error At(StreamId stream, ErrorCode code, string detail) =>
        stream.IsConnection ? new OnConnection(code, detail) : new OnStream(stream, code, detail);
}
