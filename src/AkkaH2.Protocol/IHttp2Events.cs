using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// The events of a connection, for its driver. Calls come from inside the methods of <see cref="Http2Session"/> and <see cref="Http2Connection"/>, at once and
/// in order; they may call back into the connection, and must not throw.
/// </summary>
public interface IHttp2Events
{
    /// <summary>A server's stream begins. If its body is to come (<see cref="Http2Stream.PeerIsSending"/>), it follows by <see cref="OnData"/> and <see cref="OnEnd"/>.</summary>
    void OnRequest(Http2Stream stream, RequestHead head);

    /// <summary>
    /// The work on the stream may begin: right behind <see cref="OnRequest"/>, or when there is room for it. It lasts until
    /// <see cref="Http2Connection.EndWork"/>, and counts until then.
    /// </summary>
    void OnBegin(Http2Stream stream);

    /// <summary>
    /// A request is refused. The application may answer it, at once (<see cref="Http2Connection.Respond"/>) or later
    /// (<see cref="Http2Connection.BeginWork"/>); if it does neither, RST_STREAM ends the stream when this returns.
    /// </summary>
    void OnRefused(Http2Stream stream, Refusal refusal);

    /// <summary>A client's stream has its response. If a body is to come (<see cref="Http2Stream.PeerIsSending"/>), it follows.</summary>
    void OnResponse(Http2Stream stream, ResponseHead head)
    {
        // a server has none
    }

    /// <summary>An informational response precedes the response (RFC 9110 §15.2).</summary>
    void OnInformational(Http2Stream stream, ResponseHead head)
    {
        // a server has none
    }

    /// <summary>
    /// A push was promised to a client that announced that it takes some (RFC 9113 §8.4). Its response follows as that of a request: <see cref="OnResponse"/>,
    /// <see cref="OnData"/>, <see cref="OnEnd"/>.
    /// </summary>
    /// <param name="stream">The stream that carries the promise.</param>
    /// <param name="promised">The stream that was promised.</param>
    /// <param name="request">The promised request, which is valid, safe, and without a body.</param>
    /// <returns>Null if it is wanted; else the code that refuses it: CANCEL (RFC 9113 §8.4.2), or PROTOCOL_ERROR where the server is not authoritative (§8.4).</returns>
    ErrorCode? OnPromise(Http2Stream stream, Http2Stream promised, RequestHead request) => ErrorCode.Cancel;

    /// <summary>A piece of the body (RFC 9113 §6.1).</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="octets">Good during the call only. They count as unread until <see cref="Http2Connection.Consume"/>.</param>
    void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets);

    /// <summary>The peer has ended its message (RFC 9113 §8.1).</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="trailers">The trailer fields; empty if there are none.</param>
    void OnEnd(Http2Stream stream, Headers trailers);

    /// <summary>The stream is over before its work: no result is wanted, and no more of the body follows. A server's work still ends with <see cref="Http2Connection.EndWork"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="reason">As in a log: <c>stream 5 was reset by the peer: CANCEL</c>.</param>
    /// <param name="peerReset">The error code of the peer's RST_STREAM (RFC 9113 §6.4); null where something else ended the stream.</param>
    void OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset);

    /// <summary>A part of the stream's output is written: its memory is free again.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="octets">Octets of the body; 0 for a head alone.</param>
    void OnWritten(Http2Stream stream, int octets);

    /// <summary>
    /// The stream is closed. Of its output nothing goes out any more but what is being written, and that is counted by <see cref="OnWritten"/> before or after
    /// this: when it is, none of the memory that was given for it is in use.
    /// </summary>
    void OnClosed(Http2Stream stream)
    {
        // only who lends memory needs to know
    }

    /// <summary>The request has had no response in time (<see cref="Http2Options.RequestTimeout"/>). The application answers it, such as with 504, or resets it.</summary>
    void OnTimeout(Http2Stream stream);

    /// <summary>The connection is ending in order: streams finish, none begin (RFC 9113 §6.8).</summary>
    void OnDraining();

    /// <summary>A GOAWAY with an error was sent or received (RFC 9113 §5.4.1, §6.8).</summary>
    /// <param name="code">The error code of the GOAWAY.</param>
    /// <param name="detail">Its debug data, read as UTF-8; empty if there is none.</param>
    /// <param name="lastStream">The last stream that its sender might have acted on; later ones may be tried again elsewhere.</param>
    /// <param name="ours">True if this side sent it, false if the peer did.</param>
    void OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours);

    /// <summary>A RST_STREAM was sent, or received on a stream that was live (RFC 9113 §6.4).</summary>
    /// <param name="stream">Its id; the stream may never have existed for the application.</param>
    /// <param name="code">The error code of the RST_STREAM.</param>
    /// <param name="detail">The reason in words, for a log; empty if the peer sent it.</param>
    /// <param name="ours">True if this side sent it, false if the peer did.</param>
    void OnReset(StreamId stream, ErrorCode code, string detail, bool ours);

    /// <summary>A limit was reached; what comes of it is told by other events, or is an answer.</summary>
    void OnLimit(Limit limit)
    {
        // for those who count
    }
}
