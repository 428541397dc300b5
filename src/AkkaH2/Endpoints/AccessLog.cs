using AkkaH2.Diagnostics;
using AkkaH2.Wire;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Endpoints;

/// <summary>Middleware that writes a line for each request.</summary>
public static partial class AccessLog
{
    /// <summary>The category that its lines should have.</summary>
    public const string Category = "AkkaH2.AccessLog";

    private const int LongestText = 2_048; // characters of what a client sent

    /// <summary>
    /// Writes one line of level information for each request when the work on it has ended: method, path, protocol, status, octets of both bodies, milliseconds, the
    /// client's address, the trace, and what went wrong (a code of RST_STREAM, an exception's type, or a status from 500 up). The status is the one that the client
    /// sees, also where the server answered for a failed endpoint; 0 if there was none. Put it first. Where the logger has that level off it costs a look at it.
    /// </summary>
    /// <param name="endpoints">The server's, or a group's.</param>
    /// <param name="logger">Of <see cref="Category"/>. It is called on the threads that serve, so it must not block; what it throws is lost.</param>
    /// <param name="withQuery">True to write the query too, which may have secrets.</param>
    public static EndpointBuilder UseAccessLog(this EndpointBuilder endpoints, ILogger logger, bool withQuery = false) => endpoints.Use((x, next) =>
    {
        if (logger.IsEnabled(LogLevel.Information))
            Begin(x, logger, withQuery);
        return next(x);
    });

    private static void Begin(Exchange x, ILogger logger, bool withQuery)
    {
        var request = x.Request; // as it came
        x.OnEnded((status, error, elapsed) => Request(
            logger,
            Printable(request.Method),
            Printable(request.Target.Length == 0 ? request.Authority : withQuery ? request.Target : request.Path),
            $"HTTP/{x.ProtocolVersion}",
            status,
            x.RequestOctets,
            x.ResponseOctets,
            elapsed.TotalMilliseconds,
            x.RemoteEndPoint.ToString()!,
            RequestTelemetry.TraceIdOf(request) ?? "-",
            error ?? "-"));
    }

    /// <summary>What a client sent, as a word of a line. A long one is cut.</summary>
    internal static string Printable(string text) => text.Length <= LongestText ? LogText.Word(text) : LogText.Word(text[..LongestText]) + "...";

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "{Method} {Path} {Protocol} {Status} in={RequestOctets} out={ResponseOctets} {Milliseconds:0.0} ms {Peer} trace={TraceId} error={Error}")]
    private static partial void Request(
        ILogger logger,
        string method,
        string path,
        string protocol,
        int status,
        long requestOctets,
        long responseOctets,
        double milliseconds,
        string peer,
        string traceId,
        string error);
}
