using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl;
using AkkaH2.Actors;
using AkkaH2.Configuration;
using AkkaH2.Server;

namespace AkkaH2.Endpoints;

/// <summary>
/// The table of endpoints. Of several routes that match a path and take its method, the one whose template has more literal segments
/// answers; of two with as many, the one whose first literal segment comes earlier; a catch-all last. GET also answers HEAD. Paths are compared
/// normalized (RFC 9110 §4.2.3): <c>/%73tring</c> is <c>/string</c>.
/// </summary>
public partial class EndpointBuilder
{
    private readonly List<Route> _routes = []; // of all groups
    private readonly Middleware _around;
    private readonly string _prefix = ""; // of its group
    private readonly Http2 _http2;
    private readonly Http2Settings _settings;
    private Func<RequestError, Response?>? _errorHandler;
    private bool _isBound;

    /// <summary>An empty table for one server of this system (<see cref="Http2.BindAsync(IReadOnlyList{ServerAddress}, ServerOptions, EndpointBuilder)"/>).</summary>
    /// <param name="system">The actor system.</param>
    /// <exception cref="Akka.Configuration.ConfigurationException">A value below <c>akka.h2</c> is wrong; the message has its full path.</exception>
    public EndpointBuilder(ActorSystem system)
        : this(system, around: null)
    {
    }

    private EndpointBuilder(ActorSystem system, Middleware? around) =>
        (System, _http2, _settings, _around) = (system, system.Http2(), system.Http2().Settings, new Middleware(around));

    /// <summary>The actor system of the server.</summary>
    public ActorSystem System { get; }

    /// <summary>
    /// Requests of this path and any method are answered by a flow, which runs once for each request: its first response answers.
    /// </summary>
    /// <param name="template">Such as <c>/convert</c>.</param>
    /// <param name="flow">Makes a response of a request.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapFlow<TMat>(string template, Flow<Request, Response, TMat> flow, RouteOptions? options = null) =>
        AddFunction(null, template, x => Answer(x, flow), options);

    /// <summary>The same for one method only.</summary>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapFlow<TMat>(string method, string template, Flow<Request, Response, TMat> flow, RouteOptions? options = null) =>
        AddFunction(method, template, x => Answer(x, flow), options);

    /// <summary>
    /// Requests that no endpoint answers are shown to this handler: malformed ones, too large ones, one stream too many, and those whose endpoint failed.
    /// It may answer with a whole response; null leaves the default (<see cref="RequestErrorKind"/>). It runs as an endpoint does, on the request's own actor;
    /// if it throws, the default answers and the log says so.
    /// </summary>
    public EndpointBuilder OnError(Func<RequestError, Response?> handler)
    {
        CheckNoGroup(nameof(OnError));
        _errorHandler = handler;
        return this;
    }

    internal EndpointTable Build(ILoggingAdapter log, ServedBy? servedBy = null) =>
        _isBound ? throw new InvalidOperationException("These endpoints have a server already: another one needs a table of its own.") : new(_routes, _connect, _rest, new ErrorAnswers(_errorHandler, log, servedBy ?? ServedBy.Nobody), _around);

    private EndpointLimits Limits(RouteOptions? options)
    {
        options ??= new RouteOptions();
        return new EndpointLimits(options.MaxRequestBodySize.Or(_settings.MaxRequestBodySize), options.RequestTimeout, options.AllowSlowPeers);
    }

    private Placement Place(RouteOptions? options) =>
        new(options?.Thread ?? _settings.EndpointThread, _settings.SlowEndpoint, _settings.SlowEndpointGrace, TimeProvider.System);

    private static async Task Answer<TMat>(Exchange exchange, Flow<Request, Response, TMat> flow) =>
        exchange.Respond(await Source.Single(exchange.Request).Via(flow).RunWith(Sink.First<Response>(), exchange.Materializer).ConfigureAwait(false));

    private EndpointBuilder AddFunction(string? method, string template, Func<Exchange, Task> endpoint, RouteOptions? options) =>
        Add(method, template, full => new Endpoint.Function($"{method ?? "(any method)"} {full}", endpoint) { Limits = Limits(options), Place = Place(options), Template = full });

    private EndpointBuilder Add(string? method, string template, Func<string, Endpoint> endpoint)
    {
        if (method == "CONNECT")
            throw new ArgumentException("CONNECT is mapped with MapConnect or MapWebSocket: what it opens is a tunnel, not a response.", nameof(method));

        var full = Full(template);
        return Add(new Route(method, new RouteTemplate(full), endpoint(full), _around));
    }

    private EndpointBuilder Add(Route route)
    {
        if (_routes.Find(known => known.Template.Shape == route.Template.Shape && known.Method == route.Method && known.Protocol == route.Protocol) is { } same)
            throw new ArgumentException($"The route {route} is there already{(same.Template.Text == route.Template.Text ? "" : $", as {same}")}.", nameof(route));

        _routes.Add(route);
        return this;
    }
}

/// <summary>One route; a null method is any. With a protocol it is one for extended CONNECT (RFC 8441).</summary>
internal sealed record Route(string? Method, RouteTemplate Template, Endpoint Endpoint, Middleware Around, string? Protocol = null)
{
    public override string ToString() => $"{Method ?? "(any method)"} {Template.Text}{(Protocol is null ? "" : $" ({Protocol})")}";
}
