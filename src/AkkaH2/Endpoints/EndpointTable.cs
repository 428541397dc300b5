using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>All routes of a binding: literal paths by lookup, templates by their first segment and then by trying, the most specific first. A route that does not take the method is passed over.</summary>
internal sealed class EndpointTable : IEndpoints
{
    private static readonly Endpoint.Function NotFound = Endpoint.Function.Answering(Response.Text("There is nothing at this path.", 404));

    // RFC 9110 §9.3.7: OPTIONS * asks whether the server is there, and nothing about a resource.
    private static readonly Endpoint.Function Present = Endpoint.Function.Answering(Response.Empty(204));

    // RFC 9110 §15.6.2, RFC 9220 §3: nothing here takes this CONNECT, on whatever path.
    private static readonly Endpoint.Function NotImplemented = Endpoint.Function.Answering(Response.Text("This server takes no such CONNECT.", 501));

    private readonly Dictionary<string, MethodTable> _literals;
    private readonly Dictionary<string, MethodTable[]>.AlternateLookup<ReadOnlySpan<char>> _templates; // by the segment that a path must begin with
    private readonly MethodTable[] _anyBeginning;
    private readonly Rest? _rest;
    private readonly Endpoint _connect;
    private readonly Endpoint _notFound;
    private readonly Endpoint _present;
    private readonly Endpoint _notImplemented;
    private readonly HashSet<string> _protocols;

    /// <param name="routes">The routes; each names the middleware around it.</param>
    /// <param name="connect">For CONNECT; null if nothing takes it.</param>
    /// <param name="rest">For what no route takes; null if that is 404.</param>
    /// <param name="errors">Answers where no endpoint does.</param>
    /// <param name="around">The middleware around all.</param>
    public EndpointTable(IReadOnlyCollection<Route> routes, Endpoint? connect, Rest? rest, ErrorAnswers errors, Middleware around)
    {
        (Errors, Around) = (errors, around);
        (_notFound, _present, _notImplemented) = (around.Wrap(NotFound), around.Wrap(Present), around.Wrap(NotImplemented));
        _rest = rest is null ? null : new Rest(around.Wrap(rest.Requests), around.Wrap(rest.Tunnels));
        _connect = connect is null ? _rest?.Tunnels ?? _notImplemented : around.Wrap(connect);
        _protocols = routes.Select(r => r.Protocol).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        Route[] wrapped = [.. routes.Select(r => r with { Endpoint = r.Around.Wrap(r.Endpoint) })];
        Number(wrapped.Select(r => r.Endpoint).Append(_rest?.Requests));
        var shapes = wrapped.GroupBy(r => r.Template.Shape).Select(shape => new MethodTable(shape)).ToArray();
        _literals = shapes.Where(s => s.Template.IsLiteral).ToDictionary(s => s.Template.Shape);
        var templates = shapes.Where(s => !s.Template.IsLiteral).OrderBy(s => s.Template, RouteTemplate.MostSpecificFirst).ToArray();
        _anyBeginning = [.. templates.Where(s => s.Template.First is null)];
        _templates = templates.Select(s => s.Template.First).OfType<string>().Distinct()
            .ToDictionary(first => first, first => templates.Where(s => s.Template.First is null || s.Template.First == first).ToArray())
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ErrorAnswers Errors { get; }

    public Middleware Around { get; }

    public bool TakesExtendedConnect => _protocols.Count > 0 || _rest is not null;

    public Endpoint Find(Request request) => request.Method == "CONNECT" ? FindConnect(request) : FindByPath(request);

    public bool Takes(Request connect) =>
        connect.Protocol is { } protocol && _protocols.Contains(protocol)
        && NormalPath.Of(connect.Path) is var path && (FindLiteral(path, connect) ?? FindTemplate(path, connect)) is not null;

    private static void Number(IEnumerable<Endpoint?> endpoints)
    {
        var bit = 1UL;
        foreach (var actor in endpoints.OfType<Endpoint.Actor>())
        {
            actor.Bit = bit;
            bit <<= 1; // 0 behind the last of 64
        }
    }

    private Endpoint FindConnect(Request request) =>
        request.Protocol is null ? _connect
        : _protocols.Contains(request.Protocol) ? FindByPath(request)
        : _rest?.Tunnels ?? _notImplemented;

    private Endpoint FindByPath(Request request)
    {
        var path = NormalPath.Of(request.Path);
        return FindLiteral(path, request) ?? FindTemplate(path, request) ?? RestFor(request) ?? NoneAt(path);
    }

    private Endpoint? FindLiteral(string path, Request request) => _literals.GetValueOrDefault(path)?.Find(request)?.Endpoint;

    private Endpoint? FindTemplate(string path, Request request)
    {
        foreach (var shape in TemplatesFor(path))
        {
            if (shape.Find(request) is not { } route || route.Template.Match(path) is not { } values)
                continue;

            request.Route = values;
            return route.Endpoint;
        }

        return null;
    }

    // Those that the first segment does not rule out, in their order.
    private MethodTable[] TemplatesFor(string path)
    {
        if (!path.StartsWith('/'))
            return []; // OPTIONS *

        var segments = path.AsSpan(1);
        var end = segments.IndexOf('/');
        return _templates.TryGetValue(end < 0 ? segments : segments[..end], out var templates) ? templates : _anyBeginning;
    }

    private Endpoint? RestFor(Request request) => request.Method == "CONNECT" ? _rest?.Tunnels : _rest?.Requests;

    private Endpoint NoneAt(string path)
    {
        MethodTable[] shapes = [.. _literals.TryGetValue(path, out var literal) ? [literal] : Array.Empty<MethodTable>(), .. TemplatesFor(path).Where(shape => shape.Template.Match(path) is not null)];
        var allowed = shapes.SelectMany(shape => shape.Allowed).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (allowed.Length == 0)
            return path == "*" ? _present : _notFound;

        // RFC 9110 §15.5.6: 405 says which methods are allowed.
        return shapes[0].Around.Wrap(Endpoint.Function.Answering(Response.Text("This method is not for this path.", 405).With("allow", string.Join(", ", allowed))));
    }
}
