using System.Globalization;

namespace AkkaH2.Endpoints;

/// <summary>Middleware for pages of other origins (the Fetch standard, "CORS protocol").</summary>
public static class Cors
{
    /// <summary>
    /// Tells browsers which pages of other origins may read the responses, and answers their preflights, on whatever path of the server or group has routes. It keeps nobody
    /// else out: a request of an origin that is not allowed is answered, only its page does not see that. Browsers do not ask for WebSockets: check the origin there.
    /// </summary>
    /// <param name="endpoints">The server's, or a group's.</param>
    /// <param name="options">Whom it allows what.</param>
    /// <exception cref="ArgumentException">An origin is none, or credentials are allowed for any; the message says which.</exception>
    public static EndpointBuilder UseCors(this EndpointBuilder endpoints, CorsOptions options) => endpoints.Use(new CorsPolicy(options).RunAsync);
}

/// <summary>The answers of CORS.</summary>
internal sealed class CorsPolicy
{
    private static readonly string[] SimpleMethods = ["GET", "HEAD", "POST"];

    private readonly CorsOptions _options;
    private readonly bool _allowsAny;

    public CorsPolicy(CorsOptions options)
    {
        _options = options;
        _allowsAny = options.Origins.Contains("*");
        if (_allowsAny && options.AllowCredentials)
            throw new ArgumentException("CORS: credentials are not allowed for the origin \"*\": any page could act in a user's name. Name the origins.", nameof(options));
        if (options.Origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
            throw new ArgumentException($"CORS: \"{wrong}\" is no origin: write scheme, host and perhaps port, in lower case, as in \"https://shop.example\".", nameof(options));
    }

    public Task RunAsync(Exchange x, Func<Exchange, Task> next)
    {
        var request = x.Request.Headers;
        var origin = request["origin"];
        if (x.Request.Method == "OPTIONS" && origin is not null && request["access-control-request-method"] is { } method)
        {
            x.Respond(Preflight(origin, method, request));
            return Task.CompletedTask;
        }

        x.OnResponding(response => Allow(response, origin));
        return next(x);
    }

    private Response Preflight(string origin, string method, Headers request)
    {
        var fields = request.All("access-control-request-headers").SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var refusal = !Allows(origin) ? "This origin"
            : !_options.Methods.Contains(method) && !SimpleMethods.Contains(method) ? "This method"
            : !fields.All(name => _options.RequestHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) ? "A header field"
            : null;
        var response = refusal is null ? Response.Empty(204) : Response.Text($"{refusal} is not allowed here for pages of other origins.", 403);
        response = response.With("vary", "origin, access-control-request-method, access-control-request-headers");
        if (refusal is not null)
            return response;

        response = Named(response, origin).With("access-control-allow-methods", string.Join(", ", _options.Methods));
        if (_options.RequestHeaders.Count > 0)
            response = response.With("access-control-allow-headers", string.Join(", ", _options.RequestHeaders));
        return _options.MaxAge is { } age ? response.With("access-control-max-age", ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture)) : response;
    }

    private Response Allow(Response response, string? origin)
    {
        if (!_allowsAny)
            response = response.With("vary", Vary(response.Headers)); // a cache must not give one origin's answer to another
        if (origin is null || !Allows(origin))
            return response;

        response = Named(response, origin);
        return _options.ExposedHeaders.Count > 0 ? response.With("access-control-expose-headers", string.Join(", ", _options.ExposedHeaders)) : response;
    }

    private Response Named(Response response, string origin)
    {
        response = response.With("access-control-allow-origin", _allowsAny ? "*" : origin);
        return _options.AllowCredentials ? response.With("access-control-allow-credentials", "true") : response;
    }

    private bool Allows(string origin) => _allowsAny || _options.Origins.Contains(origin) || _options.AllowsOrigin?.Invoke(origin) == true;

    private static string Vary(Headers headers)
    {
        var named = string.Join(", ", headers.All("vary"));
        return named.Length == 0 ? "origin" : named == "*" || named.Split(',', StringSplitOptions.TrimEntries).Contains("origin", StringComparer.OrdinalIgnoreCase) ? named : $"{named}, origin";
    }

    // As a browser writes it: no path, no default port, lower case. "null" is that of sandboxed pages and of files.
    private static bool IsOrigin(string text) =>
        text is "*" or "null"
        || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && $"{uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}" == text);
}
