using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace AkkaH2.Diagnostics;

/// <summary>What is measured and traced of one request; there is none while nobody listens. Names are OpenTelemetry's (semantic conventions for HTTP servers).</summary>
internal sealed class RequestTelemetry
{
    private static readonly HashSet<string> KnownMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly bool _isTimed = Instruments.RequestDuration.Enabled;
    private readonly bool _isCounted = Instruments.ActiveRequests.Enabled;
    private readonly string _method;
    private readonly string _scheme;
    private readonly string _version;
    private int _status;
    private int _ended;

    private RequestTelemetry(Request request, string version, EndPoint peer)
    {
        _method = KnownMethods.TryGetValue(request.Method, out var known) ? known : Instruments.Other;
        (_scheme, _version) = (SchemeOf(request), version);
        if (_isCounted)
            Instruments.ActiveRequests.AddQuietly(1, new("http.request.method", _method), new("url.scheme", _scheme));
        if (Instruments.Activities.HasListeners())
            Measuring.Quietly(() => Activity = Start(request, peer));
    }

    /// <summary>The span; null if nobody traces, or this one was not sampled.</summary>
    public Activity? Activity { get; private set; }

    /// <summary>Is called at the end.</summary>
    public RequestEnded? Ended { get; set; }

    /// <summary>The template of the route; null if no route took the request.</summary>
    public string? Route { get; set; }

    /// <summary>The exception of the endpoint, once it has failed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>True for a registered method (RFC 9110 §9.3, RFC 5789).</summary>
    public static bool IsKnown(string method) => KnownMethods.Contains(method);

    /// <summary>The request goes to its endpoint; null if nobody listens.</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">The protocol's, such as <c>2</c>.</param>
    /// <param name="peer">The client's address.</param>
    public static RequestTelemetry? Begin(Request request, string version, EndPoint peer) =>
        Instruments.WatchesRequests ? new RequestTelemetry(request, version, peer) : null;

    /// <summary>The same for somebody who wants to know its end, whether or not others listen.</summary>
    public static RequestTelemetry BeginFor(Request request, string version, EndPoint peer) => new(request, version, peer);

    /// <summary>The trace that the request belongs to, in hexadecimal: of its span, or as the client named it; null if it has none.</summary>
    public static string? TraceIdOf(Request request) =>
        request.Activity is { } activity ? activity.TraceId.ToHexString()
        : Parent(request) is { } parent && parent != default ? parent.TraceId.ToHexString()
        : null;

    /// <summary>A response of this status was begun.</summary>
    public void OnStatus(int status) => Volatile.Write(ref _status, status);

    /// <summary>The endpoint has failed, and the same request goes to it once more: what this run has left does not count. The span keeps the exception.</summary>
    public void OnRunAgain()
    {
        if (Failure is { } cause)
            Activity?.AddException(cause);
        (Ended, Route, Failure) = (null, null, null);
        OnStatus(0);
    }

    /// <summary>The work on the request has ended. The first call counts.</summary>
    /// <param name="streamEnd">What ended the stream before its time, as <c>error.type</c> has it; null if nothing did.</param>
    public void End(string? streamEnd)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;

        var status = Volatile.Read(ref _status);
        var error = Failure is null || status < 500 ? streamEnd : Failure.GetType().FullName;
        error ??= status >= 500 ? status.ToString(CultureInfo.InvariantCulture) : null;
        if (_isCounted)
            Instruments.ActiveRequests.AddQuietly(-1, new("http.request.method", _method), new("url.scheme", _scheme));
        var elapsed = Stopwatch.GetElapsedTime(_began);
        if (_isTimed)
            Instruments.RequestDuration.RecordQuietly(elapsed.TotalSeconds, Tags(status, error));
        Measuring.Quietly(() => Stop(status, error));
        Measuring.Quietly(() => Ended?.Invoke(status, error, elapsed));
    }

    // RFC 9113 §8.3.1: a client may ask for any scheme. CONNECT has none.
    private static string SchemeOf(Request request) => request.Scheme switch
    {
        "http" or "https" or "" => request.Scheme,
        var scheme => scheme.Equals("http", StringComparison.OrdinalIgnoreCase) ? "http"
            : scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? "https"
            : Instruments.Other,
    };

    private TagList Tags(int status, string? error)
    {
        var tags = new TagList { { "http.request.method", _method }, { "url.scheme", _scheme }, { "network.protocol.version", _version } };
        if (Route is not null)
            tags.Add("http.route", Route);
        if (status != 0)
            tags.Add("http.response.status_code", status);
        if (error is not null)
            tags.Add("error.type", error);
        return tags;
    }

    // The activity is not the current one of whoever calls: it becomes that where the endpoint runs.
    private Activity? Start(Request request, EndPoint peer)
    {
        var before = Activity.Current;
        Activity.Current = null; // else an activity without a parent would take it for one
        try
        {
            return Instruments.Activities.StartActivity(_method == Instruments.Other ? "HTTP" : _method, ActivityKind.Server, Parent(request), AttributesOf(request, peer));
        }
        finally
        {
            Activity.Current = before;
        }
    }

    // W3C Trace Context, or what the process has chosen in its place.
    private static ActivityContext Parent(Request request)
    {
        DistributedContextPropagator.Current.ExtractTraceIdAndState(
            request.Headers,
            static (object? headers, string name, out string? value, out IEnumerable<string>? values) => (value, values) = (((Headers)headers!)[name], null),
            out var parent,
            out var state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }

    private List<KeyValuePair<string, object?>> AttributesOf(Request request, EndPoint peer)
    {
        List<KeyValuePair<string, object?>> attributes =
        [
            new("http.request.method", _method), new("url.path", request.Path), new("url.scheme", request.Scheme), new("network.protocol.version", _version),
        ];
        if (_method == Instruments.Other)
            attributes.Add(new("http.request.method_original", request.Method));
        if (Uri.TryCreate($"{request.Scheme}://{request.Authority}", UriKind.Absolute, out var authority))
            attributes.AddRange([new("server.address", authority.IdnHost), new("server.port", authority.Port)]);
        if (peer is IPEndPoint address)
            attributes.AddRange([new("network.peer.address", address.Address.ToString()), new("network.peer.port", address.Port)]);
        if (request.Headers["user-agent"] is { } agent)
            attributes.Add(new("user_agent.original", agent));
        return attributes;
    }

    private void Stop(int status, string? error)
    {
        if (Activity is not { } activity)
            return;

        if (Route is not null)
        {
            activity.DisplayName = $"{activity.OperationName} {Route}";
            activity.SetTag("http.route", Route);
        }

        if (status != 0)
            activity.SetTag("http.response.status_code", status);
        if (error is not null)
            activity.SetTag("error.type", error);
        if (Failure is not null)
            activity.AddException(Failure);
        if (error is not null)
            activity.SetStatus(ActivityStatusCode.Error);
        activity.Stop();
    }
}

/// <summary>The work on a request has ended.</summary>
/// <param name="status">The response's; 0 if there was none.</param>
/// <param name="error">What went wrong, as <c>error.type</c> of OpenTelemetry has it; null if nothing did.</param>
/// <param name="elapsed">Since the request went to its endpoint for the first time.</param>
internal delegate void RequestEnded(int status, string? error, TimeSpan elapsed);
