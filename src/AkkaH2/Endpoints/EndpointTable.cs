using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>All routes of a binding: literal paths by lookup, templates by trying, the most specific first. A route that does not take the method is passed over.</summary>
internal sealed class EndpointTable : IEndpoints
{
    private static readonly Endpoint NotFound = Endpoint.Function.Answering(Response.Text("There is nothing at this path.", 404));

    // RFC 9110 §9.3.7: OPTIONS * asks whether the server is there, and nothing about a resource.
    private static readonly Endpoint Present = Endpoint.Function.Answering(Response.Empty(204));

    // RFC 9110 §15.6.2, RFC 9220 §3: nothing here takes this CONNECT, on whatever path.
    private static readonly Endpoint NotImplemented = Endpoint.Function.Answering(Response.Text("This server takes no such CONNECT.", 501));

    private readonly Dictionary<string, MethodTable> _literals;
    private readonly MethodTable[] _templates;
    private readonly Rest? _rest;
    private readonly Endpoint _connect;
    private readonly HashSet<string> _protocols;

    public EndpointTable(IReadOnlyCollection<Route> routes, Endpoint? connect, Rest? rest, ErrorAnswers errors)
    {
        Errors = errors;
        _rest = rest;
        _connect = connect ?? rest?.Tunnels ?? NotImplemented;
        _protocols = routes.Select(r => r.Protocol).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var shapes = routes.GroupBy(r => r.Template.Shape).Select(shape => new MethodTable(shape)).ToArray();
        _literals = shapes.Where(s => s.Template.IsLiteral).ToDictionary(s => s.Template.Shape);
        _templates = [.. shapes.Where(s => !s.Template.IsLiteral).OrderBy(s => s.Template, RouteTemplate.MostSpecificFirst)];
    }

    public ErrorAnswers Errors { get; }

    public bool TakesExtendedConnect => _protocols.Count > 0 || _rest is not null;

    public Endpoint Find(Request request) => request.Method == "CONNECT" ? FindConnect(request) : FindByPath(request);

    public bool Takes(Request connect) =>
        connect.Protocol is { } protocol && _protocols.Contains(protocol)
        && NormalPath.Of(connect.Path) is var path && (FindLiteral(path, connect) ?? FindTemplate(path, connect)) is not null;

    private Endpoint FindConnect(Request request) =>
        request.Protocol is null ? _connect
        : _protocols.Contains(request.Protocol) ? FindByPath(request)
        : _rest?.Tunnels ?? NotImplemented;

    private Endpoint FindByPath(Request request)
    {
        var path = NormalPath.Of(request.Path);
        return FindLiteral(path, request) ?? FindTemplate(path, request) ?? RestFor(request) ?? NoneAt(path);
    }

    private Endpoint? FindLiteral(string path, Request request) => _literals.GetValueOrDefault(path)?.Find(request)?.Endpoint;

    private Endpoint? FindTemplate(string path, Request request)
    {
        foreach (var shape in _templates)
        {
            if (!shape.Template.MayMatch(path) || shape.Find(request) is not { } route || route.Template.Match(path) is not { } values)
                continue;

            request.Route = values;
            return route.Endpoint;
        }

        return null;
    }

    private Endpoint? RestFor(Request request) => request.Method == "CONNECT" ? _rest?.Tunnels : _rest?.Requests;

    private Endpoint NoneAt(string path)
    {
        var shapes = _templates.Where(shape => shape.Template.Match(path) is not null).Concat(_literals.TryGetValue(path, out var literal) ? [literal] : []);
        var allowed = shapes.SelectMany(shape => shape.Allowed).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (allowed.Length == 0)
            return path == "*" ? Present : NotFound;

        // RFC 9110 §15.5.6: 405 says which methods are allowed.
        return Endpoint.Function.Answering(Response.Text("This method is not for this path.", 405).With("allow", string.Join(", ", allowed)));
    }
}
