namespace AkkaH2.Endpoints;

/// <summary>Middleware that asks who a client is (RFC 9110 §11).</summary>
public static class Authentication
{
    /// <summary>
    /// Lets a request pass whose authorization one of these schemes accepts: endpoints know by <see cref="Exchange.User"/> and <see cref="Request.User"/> who it is.
    /// Any other one is answered with 401, and www-authenticate says how to ask. What somebody may do is for the endpoint, or for middleware inside of this.
    /// </summary>
    /// <param name="endpoints">The server's, or a group's.</param>
    /// <param name="schemes">One at least.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static EndpointBuilder UseAuthentication(this EndpointBuilder endpoints, params AuthenticationScheme[] schemes)
    {
        if (schemes.Length == 0)
            throw new ArgumentException("Authentication needs one scheme at least: AuthenticationScheme.Bearer or Basic.", nameof(schemes));
        return endpoints.Use((x, next) => RunAsync(x, next, schemes));
    }

    private static async Task RunAsync(Exchange x, Func<Exchange, Task> next, AuthenticationScheme[] schemes)
    {
        var authorization = Only(x.Request.Headers);
        var scheme = authorization is null ? null : Array.Find(schemes, known => known.Takes(authorization));
        if (scheme is not null && await scheme.CheckAsync(authorization!, x).ConfigureAwait(false) is { } user)
        {
            x.User = user;
            await next(x).ConfigureAwait(false);
            return;
        }

        x.Respond(Refusal(schemes, scheme));
    }

    // RFC 9110 §5.3: of a field that is no list there is one. Two are no credentials.
    private static string? Only(Headers headers) => headers.All("authorization").Take(2).ToArray() is [var only] ? only : null;

    private static Response Refusal(AuthenticationScheme[] schemes, AuthenticationScheme? refused)
    {
        var response = Response.Text("Say who you are.", 401);
        foreach (var scheme in schemes)
            response = response with { Headers = response.Headers.WithAdded("www-authenticate", scheme == refused ? scheme.Refusal : scheme.Challenge) };
        return response;
    }
}
