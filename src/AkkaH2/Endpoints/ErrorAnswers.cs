using Akka.Event;
using AkkaH2.Server;

namespace AkkaH2.Endpoints;

/// <summary>Answers requests that no endpoint answers: the application's handler, and where it has none or leaves it, the defaults.</summary>
internal sealed class ErrorAnswers(Func<RequestError, Response?>? handler, ILoggingAdapter log, ServedBy servedBy)
{
    /// <summary>False if all is answered by the defaults, which need no code of the application.</summary>
    public bool HasHandler => handler is not null;

    /// <summary>What all responses of the server say of this node.</summary>
    public ServedBy ServedBy => servedBy;

    /// <summary>The answer of the application's handler, or of the defaults; null if RST_STREAM answers.</summary>
    public EncodedResponse? Answer(RequestError error, string method)
    {
        try
        {
            if (handler?.Invoke(error) is { } response)
            {
                response.Body.Abandon(); // only of one that may not be sent there is something to give back
                return Encode(method, response.Body.IsWhole ? response : throw new InvalidOperationException("The answer to an error may not be streamed."));
            }
        }
        catch (Exception cause)
        {
            // The handler's own failure is no reason to leave the request without an answer.
            log.Error(cause, "The error handler failed for stream {0} of {1}: {2}", error.Stream, error.RemoteEndPoint, error.Detail);
        }

        return Default(error, method);
    }

    /// <summary>An owner of memory that was lent to a response failed when it got it back. The response is not concerned.</summary>
    public void OnOwnerFailed(Exception cause, Request request) => log.Warning(cause, "Memory that was lent to the response to {0} could not be given back.", request);

    /// <summary>The stream that the body of a response went through failed when it was let go before its end.</summary>
    public void OnEncoderFailed(Exception cause, Request request) => log.Warning(cause, "What the response to {0} went through could not be disposed of.", request);

    /// <summary>The answer of the defaults; null if RST_STREAM answers.</summary>
    public EncodedResponse? Default(RequestError error, string method) => error.DefaultAnswer is { } answer ? Encode(method, answer) : null;

    /// <summary>An answer as it goes out.</summary>
    public EncodedResponse Encode(string method, Response answer) => EncodedResponse.Of(method, servedBy.On(answer));
}
