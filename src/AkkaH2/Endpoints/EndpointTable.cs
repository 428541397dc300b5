using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>All routes of a binding: literal paths by lookup, templates by trying, most literal first.</summary>
internal sealed class EndpointTable : IEndpoints
{
    private static readonly Endpoint NotFound = Answer(Response.Text("There is nothing at this path.", 404));

    // RFC 9110 §9.3.7: OPTIONS * asks whether the server is there, and nothing about a resource.
    private static readonly Endpoint Present = Answer(Response.Empty(204));

    private readonly Dictionary<string, MethodTable> _literals = [];
    private readonly (RouteTemplate Template, MethodTable Methods)[] _templates;

    public EndpointTable(IReadOnlyCollection<Route> routes, ErrorAnswers errors)
    {
        Errors = errors;
        foreach (var path in routes.Where(r => r.Template.IsLiteral).GroupBy(r => r.Template.Text))
            _literals.Add(path.Key, new MethodTable(path));

        _templates = [.. routes
            .Where(r => !r.Template.IsLiteral)
            .GroupBy(r => r.Template.Text)
            .Select(group => (group.First().Template, new MethodTable(group)))
            .OrderByDescending(entry => entry.Template.Literals)];
    }

    public ErrorAnswers Errors { get; }

    public Endpoint Find(Request request)
    {
        var path = request.Path;
        if (_literals.TryGetValue(path, out var methods))
            return methods.Find(request.Method);

        foreach (var (template, candidates) in _templates)
        {
            if (template.Match(path) is not { } values)
                continue;
            request.Route = values;
            return candidates.Find(request.Method);
        }

        return path == "*" ? Present : NotFound;
    }

    private static Endpoint.Function Answer(Response response) => new($"{response.Status}", exchange =>
    {
        exchange.Respond(response);
        return Task.CompletedTask;
    });

    /// <summary>The endpoints of one path by method.</summary>
    private sealed class MethodTable
    {
        private readonly Dictionary<string, Endpoint> _byMethod = [];
        private readonly Endpoint _otherwise;

        public MethodTable(IEnumerable<Route> routes)
        {
            Endpoint? any = null;
            foreach (var route in routes)
            {
                if (route.Method is { } method)
                    _byMethod.Add(method, route.Endpoint);
                else
                    any = route.Endpoint;
            }

            // RFC 9110 §9.3.2: what answers GET answers HEAD; the body is left out on the way.
            if (_byMethod.TryGetValue("GET", out var get))
                _byMethod.TryAdd("HEAD", get);

            // RFC 9110 §15.5.6: 405 says which methods are allowed.
            _otherwise = any ?? Answer(Response.Text("This method is not for this path.", 405)
                .With("allow", string.Join(", ", _byMethod.Keys.Order(StringComparer.Ordinal))));
        }

        public Endpoint Find(string method) => _byMethod.GetValueOrDefault(method, _otherwise);
    }
}
