using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// What happens on a connection, for whoever drives it. Calls come from inside <see cref="Http2Connection"/>'s own methods, at once and in order; they may
/// call back into it.
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
    /// Somebody may answer a request that is refused, at once or later. If nobody begins to (<see cref="Http2Connection.Respond"/>,
    /// <see cref="Http2Connection.BeginWork"/>), RST_STREAM does when this returns.
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

    /// <summary>A piece of the body. Its memory is good during the call; its octets count as unread until <see cref="Http2Connection.Consume"/>.</summary>
    void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets);

    /// <summary>The peer has ended its message, with trailers or without.</summary>
    void OnEnd(Http2Stream stream, Headers trailers);

    /// <summary>The stream is over before its work: nobody waits for the result, and nothing of the body will be read.</summary>
    void OnAborted(Http2Stream stream, string reason);

    /// <summary>So many octets of the stream's body are written; 0 for a head without a body.</summary>
    void OnWritten(Http2Stream stream, int octets);

    /// <summary>The request has had no response in time.</summary>
    void OnTimeout(Http2Stream stream);

    /// <summary>The connection is ending in order: streams finish, none begin (RFC 9113 §6.8).</summary>
    void OnDraining();

    /// <summary>A GOAWAY with an error was sent or received (RFC 9113 §5.4.1, §6.8).</summary>
    /// <param name="code">The error code of the GOAWAY.</param>
    /// <param name="detail">Its debug data, read as UTF-8; empty if there is none.</param>
    /// <param name="lastStream">The last stream that its sender might have acted on; later ones may be tried again elsewhere.</param>
    /// <param name="ours">True if this side sent it, false if the peer did.</param>
    void OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours);

    /// <summary>We reset a stream.</summary>
    void OnReset(StreamId stream, ErrorCode code, string detail);
}
