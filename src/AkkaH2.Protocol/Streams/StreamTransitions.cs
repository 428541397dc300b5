using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;
using static AkkaH2.Protocol.StreamState;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §5.1, figure 2, row by row.</summary>
internal static class StreamTransitions
{
    /// <summary>
    /// The state after <paramref name="signal"/>. When the peer may not do that, <paramref name="error"/> says so and the state stays.
    /// A signal of our own that is not allowed is a bug of ours and throws.
    /// </summary>
    public static StreamState Next(StreamId id, StreamState state, StreamSignal signal, out Http2Error? error)
    {
        error = null;
        switch (state, signal)
        {
            case (Idle, RecvHeaders or SendHeaders):
            case (Open, RecvHeaders or SendHeaders or RecvData): // response, body, trailers
                return Open;
            case (Idle, SendPromise):
                return ReservedLocal;
            case (Idle, RecvPromise):
                return ReservedRemote;
            case (ReservedRemote, RecvHeaders): // the promised response
            case (HalfClosedLocal, RecvHeaders or RecvData):
                return HalfClosedLocal;
            case (ReservedLocal, SendHeaders): // the promised response
            case (HalfClosedRemote, SendHeaders):
                return HalfClosedRemote;
            case (Open, RecvEndStream):
                return HalfClosedRemote;
            case (Open, SendEndStream):
                return HalfClosedLocal;
            case (HalfClosedLocal, RecvEndStream):
            case (HalfClosedRemote, SendEndStream):
            case (not (Idle or Closed), RecvReset or SendReset):
                return Closed;

            // RFC 9113 §5.1 "idle": any frame but HEADERS and PRIORITY is a connection error PROTOCOL_ERROR.
            case (Idle, RecvData or RecvEndStream or RecvReset):
                error = new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{signal.Name()} on idle stream {id.Value}");
                return state;

            // RFC 9113 §5.1 "reserved (local)": any frame but RST_STREAM, PRIORITY and WINDOW_UPDATE is a connection error PROTOCOL_ERROR.
            // §5.1 "reserved (remote)": any but HEADERS, RST_STREAM and PRIORITY is.
            case (ReservedLocal, RecvHeaders or RecvData or RecvEndStream):
            case (ReservedRemote, RecvData or RecvEndStream):
                error = new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{signal.Name()} on reserved stream {id.Value}");
                return state;

            // RFC 9113 §6.6: a promise of a stream that is not idle is a connection error PROTOCOL_ERROR.
            case (not Idle, RecvPromise):
                error = new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{signal.Name()} of stream {id.Value}, which is {state}");
                return state;

            // RFC 9113 §5.1 "half-closed (remote)": a stream error STREAM_CLOSED.
            case (HalfClosedRemote, RecvHeaders or RecvData or RecvEndStream):
                error = new Http2Error.OnStream(id, ErrorCode.StreamClosed, $"{signal.Name()} after END_STREAM on stream {id.Value}");
                return state;

            default:
                throw new InvalidOperationException($"We may not {signal} on stream {id.Value}, which is {state}.");
        }
    }

    /// <summary>
    /// RFC 9113 §5.1 "closed": what a HEADERS or DATA frame on a closed stream means. Null: it is ignored.
    /// </summary>
    public static Http2Error? AfterClose(StreamId id, CloseCause cause, StreamSignal signal) => cause switch
    {
        // RFC 9113 §5.1: after our RST_STREAM the peer's frames may still be under way; they are ignored.
        CloseCause.EndedByUs => null,
        // RFC 9113 §5.1: after its own RST_STREAM the peer may send PRIORITY only: a stream error STREAM_CLOSED.
        CloseCause.ResetByPeer => new Http2Error.OnStream(id, ErrorCode.StreamClosed, $"{signal.Name()} after RST_STREAM on stream {id.Value}"),
        // RFC 9113 §5.1: after END_STREAM, a connection error STREAM_CLOSED.
        _ => new Http2Error.OnConnection(ErrorCode.StreamClosed, $"{signal.Name()} on closed stream {id.Value}"),
    };

    /// <summary>The frame's name, as the RFC spells it.</summary>
    public static string Name(this StreamSignal signal) => signal switch
    {
        RecvHeaders => "HEADERS",
        RecvData => "DATA",
        RecvReset => "RST_STREAM",
        RecvEndStream => "END_STREAM",
        RecvPromise => "PUSH_PROMISE",
        _ => signal.ToString(),
    };
}
