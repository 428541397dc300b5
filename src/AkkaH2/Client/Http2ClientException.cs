using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>Why a request has no response, or its response did not come whole.</summary>
public enum ClientErrorKind
{
    /// <summary>No connection: nobody listens there, the name is unknown, or the host cannot be reached.</summary>
    CannotConnect,

    /// <summary>The TLS handshake failed, or ended without HTTP/2, or the server refused what the client showed in it.</summary>
    TlsRefused,

    /// <summary>The response is malformed (RFC 9113 §8.1.1).</summary>
    MalformedResponse,

    /// <summary>The response's body is longer than its content-length.</summary>
    BodyTooLong,

    /// <summary>The response's body is shorter than its content-length.</summary>
    BodyTooShort,

    /// <summary>One side ended the stream or the connection with an error code: <see cref="Http2ClientException.Code"/>.</summary>
    ProtocolError,

    /// <summary>Not taken: by the server, again and again (REFUSED_STREAM), or by the client, whose queue is full, which is closed, or which cannot put it into HTTP/1.1.</summary>
    Refused,

    /// <summary>A time ran out: <see cref="Http2ClientException.TimedOut"/>.</summary>
    TimedOut,

    /// <summary>The connection is lost.</summary>
    ConnectionLost,

    /// <summary>The caller gave up the response: it was disposed.</summary>
    Cancelled,

    /// <summary>The request's body failed: its source or its writer threw, see the inner exception.</summary>
    RequestBodyFailed,

    /// <summary>The request's header fields or trailers are larger than the server takes (SETTINGS_MAX_HEADER_LIST_SIZE, RFC 9113 §6.5.2).</summary>
    HeadersTooLarge,
}

/// <summary>The time that ran out.</summary>
public enum ClientTimeout
{
    /// <summary>Until there was a connection for the request.</summary>
    Connect,

    /// <summary>Until the head of the response.</summary>
    Head,

    /// <summary>Until the end of the response.</summary>
    Whole,

    /// <summary>Until the answer to a PING.</summary>
    Ping,
}

/// <summary>A request of a client went wrong: no response, or a body that ends before its end.</summary>
public sealed class Http2ClientException : IOException
{
    private bool _mayHaveBeenProcessed;

    internal Http2ClientException(ClientErrorKind kind, Origin origin, string detail, Exception? cause = null)
        : base($"{origin}: {Quoted(detail)}", cause) => (Kind, Origin, Detail) = (kind, origin.ToString(), Quoted(detail));

    /// <summary>The reason.</summary>
    public ClientErrorKind Kind { get; }

    /// <summary>Where the request was to go: <c>http://example.com:8080</c>.</summary>
    public string Origin { get; }

    /// <summary>The reason in words, without the origin.</summary>
    public string Detail { get; }

    /// <summary>The id of the request's stream; null if it had none.</summary>
    public int? Stream { get; init; }

    /// <summary>The error code of RST_STREAM or GOAWAY, sent or received (RFC 9113 §7); null if none was.</summary>
    public ErrorCode? Code { get; init; }

    /// <summary>The time that ran out; null if none did.</summary>
    public ClientTimeout? TimedOut { get; init; }

    /// <summary>False if the server surely did not act on the request, so that it may be sent again, whatever its method.</summary>
    public bool MayHaveBeenProcessed
    {
        get => _mayHaveBeenProcessed;
        init => _mayHaveBeenProcessed = value;
    }

    /// <summary>The request was sent before, and may have been processed then.</summary>
    internal void OnSentBefore() => _mayHaveBeenProcessed = true;

    private static string Quoted(string detail) => LogText.OneLine(LogText.Short(detail));
}
