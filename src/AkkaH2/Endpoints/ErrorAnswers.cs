using Akka.Event;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2.Endpoints;

/// <summary>What answers requests that no endpoint answers: the application's handler, and where it has none or leaves it, the defaults.</summary>
internal sealed class ErrorAnswers(Func<RequestError, Response?>? handler, ILoggingAdapter log)
{
    /// <summary>False if all is answered by the defaults, which need no code of the application.</summary>
    public bool HasHandler => handler is not null;

    /// <summary>The head and the body that answer; null if RST_STREAM does.</summary>
    public (HeaderField[] Head, ReadOnlyMemory<byte> Body)? Answer(RequestError error, string method)
    {
        try
        {
            if (handler?.Invoke(error) is { } response)
                return Encode(method, response.Stream is null ? response : throw new InvalidOperationException("The answer to an error may not be streamed."));
        }
        catch (Exception cause)
        {
            // The handler's own failure is no reason to leave the request without an answer.
            log.Error(cause, "The error handler failed for stream {0} of {1}: {2}", error.Stream, error.RemoteEndPoint, error.Detail);
        }

        return error.DefaultAnswer is { } answer ? Encode(method, answer) : null;
    }

    private static (HeaderField[], ReadOnlyMemory<byte>) Encode(string method, Response response) => (
        ResponseRules.Head(method, response.Status, response.Headers, response.Body.Length),
        ResponseRules.HasBody(method, response.Status) ? response.Body : default);
}
