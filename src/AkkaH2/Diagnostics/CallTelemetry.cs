using System.Diagnostics;
using System.Globalization;
using AkkaH2.Client;

namespace AkkaH2.Diagnostics;

/// <summary>
/// What is measured and traced of one call of a client, until the head of its response is there; there is none while nobody listens. Names are OpenTelemetry's
/// (semantic conventions for HTTP clients).
/// </summary>
internal sealed class CallTelemetry
{
    private readonly long _began = Instruments.CallDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
    private readonly bool _isCounted = Instruments.ActiveCalls.Enabled;
    private readonly string _method;
    private readonly Origin _origin;

    private CallTelemetry(Origin origin, Request request)
    {
        (_origin, _method) = (origin, RequestTelemetry.IsKnown(request.Method) ? request.Method : Instruments.Other);
        if (_isCounted)
            Instruments.ActiveCalls.AddQuietly(1, Tags());
        if (Instruments.Activities.HasListeners())
            Measuring.Quietly(() => Activity = Instruments.Activities.StartActivity(_method == Instruments.Other ? "HTTP" : _method, ActivityKind.Client, parentContext: default, AttributesOf(request)));
    }

    /// <summary>The span, below that of the caller; null if nobody traces, or this one was not sampled.</summary>
    public Activity? Activity { get; private set; }

    /// <summary>The request is about to be sent; null if nobody listens. Its span is <see cref="System.Diagnostics.Activity.Current"/> from here on.</summary>
    public static CallTelemetry? Begin(Origin origin, Request request) => Instruments.WatchesCalls ? new CallTelemetry(origin, request) : null;

    /// <summary>The response has begun.</summary>
    public void End(Response response)
    {
        var status = response.Status.ToString(CultureInfo.InvariantCulture);
        End(response, response.Status >= 400 ? status : null);
    }

    /// <summary>There will be no response.</summary>
    public void End(Exception cause)
    {
        Activity?.AddException(cause);
        End(null, ErrorOf(cause));
    }

    private static string ErrorOf(Exception cause) => cause switch
    {
        Http2ClientException { Code: { } code } => Instruments.NameOf(code),
        Http2ClientException error => Instruments.Words(error.Kind.ToString(), '_'),
        _ => cause.GetType().FullName!,
    };

    private void End(Response? response, string? error)
    {
        if (_isCounted)
            Instruments.ActiveCalls.AddQuietly(-1, Tags());
        var outcome = Outcome(response, error);
        if (_began != 0)
            Instruments.CallDuration.RecordQuietly(Stopwatch.GetElapsedTime(_began).TotalSeconds, new TagList([.. Tags(), .. outcome]));
        if (Activity is { } activity)
            Measuring.Quietly(() => Stop(activity, outcome, error));
    }

    private KeyValuePair<string, object?>[] Tags() =>
        [new("http.request.method", _method), new("url.scheme", _origin.Scheme), new("server.address", _origin.Host), new("server.port", _origin.Port)];

    private static List<KeyValuePair<string, object?>> Outcome(Response? response, string? error)
    {
        List<KeyValuePair<string, object?>> tags = [];
        if (response is { Version: { } version })
        {
            tags.Add(new("http.response.status_code", response.Status));
            tags.Add(new("network.protocol.version", version.ToString(version.Minor == 0 ? 1 : 2)));
        }

        if (error is not null)
            tags.Add(new("error.type", error));
        return tags;
    }

    private List<KeyValuePair<string, object?>> AttributesOf(Request request)
    {
        List<KeyValuePair<string, object?>> attributes =
        [
            .. Tags(),
            // A query may have secrets.
            new("url.full", $"{_origin}{request.Path}{(request.Query.Length > 0 ? "?*" : "")}"),
        ];
        if (_method == Instruments.Other)
            attributes.Add(new("http.request.method_original", request.Method));
        return attributes;
    }

    private static void Stop(Activity activity, List<KeyValuePair<string, object?>> outcome, string? error)
    {
        foreach (var (name, value) in outcome)
            activity.SetTag(name, value);
        if (error is not null)
            activity.SetStatus(ActivityStatusCode.Error);
        activity.Stop();
    }
}
