namespace AkkaH2.Endpoints;

/// <summary>Middleware that answers for endpoints that fail.</summary>
public static class Recovery
{
    /// <summary>
    /// Answers where what is inside has thrown before a response began. What supervision would do (<c>akka.h2.supervision</c>) is not done then, and
    /// <see cref="EndpointBuilder.OnError"/> is not asked. Unlike their answers, this one passes the middleware outside of it: put it inside of CORS.
    /// </summary>
    /// <param name="endpoints">The server's, or a group's.</param>
    /// <param name="answer">Makes the response; null leaves the failure as it is. The text of an exception may have secrets.</param>
    public static EndpointBuilder UseRecovery(this EndpointBuilder endpoints, Func<Exchange, Exception, Response?> answer) => endpoints.Use(async (x, next) =>
    {
        try
        {
            await next(x).ConfigureAwait(false);
        }
        catch (Exception cause) when (!x.HasResponded && !x.Aborted.IsCancellationRequested)
        {
            if (answer(x, cause) is not { } response)
                throw;
            x.Respond(response);
        }
    });
}
