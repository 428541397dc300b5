using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>All routes of a binding: literal paths by lookup, templates by trying, most literal first.</summary>
internal sealed class EndpointTable : IEndpoints
{
    private static readonly Endpoint NotFound = Answer(Response.Text("There is nothing at this path.", 404));

    // RFC 9110 §9.3.7: OPTIONS * asks whether the server is there, and nothing about a resource.
    private static readonly Endpoint Present = Answer(Response.Empty(204));

    // RFC 9110 §15.6.2, RFC 9220 §3: nothing here takes this CONNECT, on whatever path.
    private static readonly Endpoint NotImplemented = Answer(Response.Text("This server takes no such CONNECT.", 501));

    private readonly Dictionary<string, MethodTable> _literals = [];
    private readonly (RouteTemplate Template, MethodTable Methods)[] _templates;
    private readonly Endpoint _connect;
    private readonly HashSet<string> _protocols;

    public EndpointTable(IReadOnlyCollection<Route> routes, Endpoint? connect, ErrorAnswers errors)
    {
        Errors = errors;
        _connect = connect ?? NotImplemented;
        _protocols = routes.Select(r => r.Protocol).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in routes.Where(r => r.Template.IsLiteral).GroupBy(r => r.Template.Text))
            _literals.Add(path.Key, new MethodTable(path));

        _templates = [.. routes
            .Where(r => !r.Template.IsLiteral)
            .GroupBy(r => r.Template.Text)
            .Select(group => (group.First().Template, new MethodTable(group)))
            .OrderByDescending(entry => entry.Template.Literals)];
    }

    public ErrorAnswers Errors { get; }

    public bool TakesExtendedConnect => _protocols.Count > 0;

    public Endpoint Find(Request request) => request.Method == "CONNECT" ? FindConnect(request) : FindByPath(request);

    private Endpoint FindConnect(Request request) =>
        request.Protocol is null ? _connect
        : _protocols.Contains(request.Protocol) ? FindByPath(request)
        : NotImplemented;

    private Endpoint FindByPath(Request request)
    {
        var path = request.Path;
        if (_literals.TryGetValue(path, out var methods))
            return methods.Find(request);

        foreach (var (template, candidates) in _templates)
        {
            if (template.Match(path) is not { } values)
                continue;
            request.Route = values;
            return candidates.Find(request);
        }

        return path == "*" ? Present : NotFound;
    }

    private static Endpoint.Function Answer(Response response) => new($"{response.Status}", exchange =>
    {
        exchange.Respond(response);
        return Task.CompletedTask;
    });

    /// <summary>The endpoints of one path by method, and those for extended CONNECT by protocol.</summary>
    private sealed class MethodTable
    {
        private readonly Dictionary<string, Endpoint> _byMethod = [];
        private readonly Dictionary<string, Endpoint> _byProtocol = new(StringComparer.OrdinalIgnoreCase);
        private readonly Endpoint _otherwise;
        private readonly Endpoint _notAllowed;

        public MethodTable(IEnumerable<Route> routes)
        {
            Endpoint? any = null;
            foreach (var route in routes)
            {
                if (route.Protocol is { } protocol)
                    _byProtocol.Add(protocol, route.Endpoint);
                else if (route.Method is { } method)
                    _byMethod.Add(method, route.Endpoint);
                else
                    any = route.Endpoint;
            }

            // RFC 9110 §9.3.2: what answers GET answers HEAD; the body is left out on the way.
            if (_byMethod.TryGetValue("GET", out var get))
                _byMethod.TryAdd("HEAD", get);

            // RFC 9110 §15.5.6: 405 says which methods are allowed.
            var allowed = _byMethod.Keys.Concat(_byProtocol.Count > 0 ? ["CONNECT"] : []);
            _notAllowed = Answer(Response.Text("This method is not for this path.", 405).With("allow", string.Join(", ", allowed.Order(StringComparer.Ordinal))));
            _otherwise = any ?? _notAllowed;
        }

        public Endpoint Find(Request request) => request.Protocol is { } protocol
            ? _byProtocol.GetValueOrDefault(protocol, _notAllowed)
            : _byMethod.GetValueOrDefault(request.Method, _otherwise);
    }
}
