namespace AkkaH2.Actors;

/// <summary>
/// The middleware around some endpoints: its own inside of that of the whole server. It is put together once, when the server is bound; an endpoint without any is
/// left as it is.
/// </summary>
internal sealed class Middleware(Middleware? outer)
{
    private readonly List<Func<Exchange, Func<Exchange, Task>, Task>> _own = [];

    /// <summary>No middleware.</summary>
    public static readonly Middleware None = new(outer: null);

    private bool IsEmpty => _own.Count == 0 && outer is null or { IsEmpty: true };

    /// <summary>One more, inside of those before.</summary>
    public void Add(Func<Exchange, Func<Exchange, Task>, Task> middleware) => _own.Add(middleware);

    /// <summary>The endpoint with this around it.</summary>
    /// <param name="endpoint">A function, or an actor, which is asked then by a function.</param>
    public Endpoint Wrap(Endpoint endpoint) => IsEmpty ? endpoint : Around(endpoint, (endpoint as Endpoint.Function)?.Name ?? endpoint.Template ?? "(all)");

    /// <inheritdoc cref="Wrap(Endpoint)"/>
    public Endpoint.Function Wrap(Endpoint.Function endpoint) => IsEmpty ? endpoint : Around(endpoint, endpoint.Name);

    private Endpoint.Function Around(Endpoint endpoint, string name) => new(name, Compose(exchange => exchange.CallAsync(endpoint)))
    {
        Limits = endpoint.Limits,
        Template = endpoint.Template,
        Place = endpoint.Place,
        Around = this,
    };

    private Func<Exchange, Task> Compose(Func<Exchange, Task> inner)
    {
        foreach (var middleware in Enumerable.Reverse(_own))
        {
            var next = inner;
            inner = exchange => middleware(exchange, next);
        }

        return outer?.Compose(inner) ?? inner;
    }
}
