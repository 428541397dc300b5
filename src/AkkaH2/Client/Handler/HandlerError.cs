using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace AkkaH2.Client.Handler;

/// <summary>The errors of a client in the words of System.Net.Http.</summary>
internal static class HandlerError
{
    /// <summary>There is no response. What the request's own content has thrown goes to its caller as it is.</summary>
    public static Exception OfRequest(Http2ClientException error)
    {
        if (error is { Kind: ClientErrorKind.RequestBodyFailed, InnerException: { } cause })
            ExceptionDispatchInfo.Throw(cause);
        return new HttpRequestException(ErrorOf(error), error.Message, Coded(error) ?? (IOException)error);
    }

    /// <summary>The body of the response ends before its end.</summary>
    public static IOException OfBody(Http2ClientException error) => Coded(error) ?? new HttpIOException(ErrorOf(error), error.Message, error);

    // Users of HttpClient find the error code of a RST_STREAM or GOAWAY there.
    private static HttpProtocolException? Coded(Http2ClientException error) =>
        error.Code is { } code ? new HttpProtocolException((long)code, error.Message, error) : null;

    private static HttpRequestError ErrorOf(Http2ClientException error) => error.Kind switch
    {
        ClientErrorKind.CannotConnect => IsNameUnknown(error) ? HttpRequestError.NameResolutionError : HttpRequestError.ConnectionError,
        ClientErrorKind.TlsRefused => HttpRequestError.SecureConnectionError,
        ClientErrorKind.MalformedResponse or ClientErrorKind.BodyTooLong => HttpRequestError.InvalidResponse,
        ClientErrorKind.BodyTooShort or ClientErrorKind.ConnectionLost => HttpRequestError.ResponseEnded,
        ClientErrorKind.ProtocolError => HttpRequestError.HttpProtocolError,
        ClientErrorKind.HeadersTooLarge => HttpRequestError.ConfigurationLimitExceeded,
        ClientErrorKind.Refused => error.Code is null ? HttpRequestError.ConfigurationLimitExceeded : HttpRequestError.HttpProtocolError,
        ClientErrorKind.TimedOut when error.TimedOut == ClientTimeout.Connect => HttpRequestError.ConnectionError,
        _ => HttpRequestError.Unknown,
    };

    private static bool IsNameUnknown(Exception? error) => error is not null
        && (error is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } || IsNameUnknown(error.InnerException));
}
