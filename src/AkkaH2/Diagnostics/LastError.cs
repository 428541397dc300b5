using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>The last RST_STREAM or GOAWAY with an error that a connection has seen (RFC 9113 §5.4).</summary>
/// <param name="Code">Its code (RFC 9113 §7).</param>
/// <param name="Detail">The fault in words; it may quote the peer. Empty where the peer sent RST_STREAM.</param>
/// <param name="SeenBy">The side that sent the frame.</param>
/// <param name="Stream">The stream that was reset; 0 for the connection itself.</param>
/// <param name="Ago">How long ago.</param>
public sealed record LastError(ErrorCode Code, string Detail, ErrorObserver SeenBy, int Stream, TimeSpan Ago);
