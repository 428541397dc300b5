namespace AkkaH2.Endpoints;

/// <content>Middleware, and groups of routes that share some.</content>
public partial class EndpointBuilder
{
    private readonly bool _isGroup;

    private EndpointBuilder(EndpointBuilder outer, string prefix)
        : this(outer.System, outer._around)
    {
        (_routes, _targets) = (outer._routes, outer._targets);
        (_prefix, _isGroup) = (outer.Full(prefix).TrimEnd('/'), true);
        _ = new RouteTemplate(_prefix + "/");
    }

    /// <summary>
    /// Puts a function around endpoints: of the whole server, or of this group. It gets the exchange, and calls what is inside of it: the next middleware, and at last
    /// the endpoint, of whatever kind. Before that it may answer itself, or change the request (<see cref="Exchange.Request"/>) and what will become of the response
    /// (<see cref="Exchange.OnResponding"/>); behind it the work has ended, and <see cref="Exchange.Status"/>, <see cref="Exchange.ResponseOctets"/>,
    /// <see cref="Exchange.PeerReset"/>, or the exception, say how.
    /// <para>
    /// The first one is the outermost. It does not matter whether routes are mapped before or after. Middleware of the server is also around what no route takes (404, 405, 421);
    /// routes are found before it runs, and requests that are malformed do not reach it.
    /// </para>
    /// </summary>
    /// <param name="middleware">Such as <c>async (x, next) => { …; await next(x); … }</c>. It runs where the endpoint would; next is called once at most.</param>
    public EndpointBuilder Use(Func<Exchange, Func<Exchange, Task>, Task> middleware)
    {
        _around.Add(middleware);
        return this;
    }

    /// <summary>Maps routes whose templates begin with the same, and puts middleware around them: <c>Group("/admin", admin => admin.Use(…).Map(…))</c>.</summary>
    /// <param name="prefix">The template's beginning, such as <c>/admin</c> or <c>/shops/{shop}</c>.</param>
    /// <param name="routes">Maps them, by templates without the prefix; <c>/</c> is the prefix itself. Groups may have groups.</param>
    /// <exception cref="ArgumentException">The prefix is wrong.</exception>
    public EndpointBuilder Group(string prefix, Action<EndpointBuilder> routes)
    {
        routes(new EndpointBuilder(this, prefix));
        return this;
    }

    private string Full(string template) =>
        _prefix.Length == 0 ? template
        : template == "/" ? _prefix
        : template.StartsWith('/') ? _prefix + template
        : throw new ArgumentException($"The template \"{template}\" in the group {_prefix} must begin with a slash.", nameof(template));

    private void CheckNoGroup(string what)
    {
        if (_isGroup)
            throw new InvalidOperationException($"{what} is for the whole server: it cannot stand in the group {(_prefix.Length > 0 ? _prefix : "/")}.");
    }
}
