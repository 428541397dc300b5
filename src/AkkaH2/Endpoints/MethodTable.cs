using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>The routes of one shape by method, and those for extended CONNECT by protocol.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, Route> _byMethod = [];
    private readonly Dictionary<string, Route> _byProtocol = new(StringComparer.OrdinalIgnoreCase);
    private readonly Route? _any;

    /// <summary>At least one route; all of them have the same shape.</summary>
    public MethodTable(IEnumerable<Route> routes)
    {
        foreach (var route in routes)
        {
            if (route.Protocol is { } protocol)
                _byProtocol.Add(protocol, route);
            else if (route.Method is { } method)
                _byMethod.Add(method, route);
            else
                _any = route;
            (Template, Around) = (route.Template, route.Around);
        }

        // RFC 9110 §9.3.2: what answers GET answers HEAD; the body is left out on the way.
        if (_byMethod.TryGetValue("GET", out var get))
            _byMethod.TryAdd("HEAD", get);
    }

    /// <summary>One of its templates; the others differ in the names of placeholders.</summary>
    public RouteTemplate Template { get; } = null!;

    /// <summary>The middleware of one of its routes, for a method that none of them takes.</summary>
    public Middleware Around { get; } = Middleware.None;

    /// <summary>The methods that it takes, where it does not take all.</summary>
    public IEnumerable<string> Allowed => _byMethod.Keys.Concat(_byProtocol.Count > 0 ? ["CONNECT"] : []);

    public Route? Find(Request request) =>
        request.Protocol is { } protocol ? _byProtocol.GetValueOrDefault(protocol)
        : _byMethod.TryGetValue(request.Method, out var route) ? route
        : _any;
}
