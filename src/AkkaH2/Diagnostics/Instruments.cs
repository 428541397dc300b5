using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// The instruments, one set for the process. Where nobody listens, each costs the look at <see cref="Instrument.Enabled"/>: no tags, no time, no allocation.
/// Names and tags are OpenTelemetry's (semantic conventions for HTTP) where it has some.
/// </summary>
internal static class Instruments
{
    /// <summary>The tag that stands for all values that a peer has chosen and nobody knows.</summary>
    public const string Other = "_OTHER";

    private static readonly Meter Meter = new(Http2Telemetry.MeterName);
    private static readonly string[] LimitNames = [.. Enum.GetNames<Limit>().Select(Kebab)];

    public static readonly ActivitySource Activities = new(Http2Telemetry.ActivitySourceName);

    private static readonly InstrumentAdvice<double> OfRequests = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    public static readonly Histogram<double> RequestDuration = Meter.CreateHistogram(
        "http.server.request.duration", "s", "Duration of HTTP server requests.", advice: OfRequests);

    public static readonly UpDownCounter<long> ActiveRequests = Meter.CreateUpDownCounter<long>(
        "http.server.active_requests", "{request}", "Requests whose endpoint is at work.");

    public static readonly Histogram<double> CallDuration = Meter.CreateHistogram(
        "http.client.request.duration", "s", "Duration of HTTP client requests.", advice: OfRequests);

    public static readonly UpDownCounter<long> ActiveCalls = Meter.CreateUpDownCounter<long>(
        "http.client.active_requests", "{request}", "Requests that wait for their response.");

    public static readonly UpDownCounter<long> OpenConnections = Meter.CreateUpDownCounter<long>(
        "http.client.open_connections", "{connection}", "Connections of HTTP clients that are open, idle or active.");

    public static readonly Counter<long> ConnectionsOpened = Meter.CreateCounter<long>("akkah2.server.connections.opened", "{connection}", "Connections that began.");

    public static readonly UpDownCounter<long> ActiveConnections = Meter.CreateUpDownCounter<long>("akkah2.server.connections.active", "{connection}", "Connections that are open.");

    public static readonly Histogram<double> ConnectionDuration = Meter.CreateHistogram(
        "akkah2.server.connection.duration",
        "s",
        "Duration of connections, and why they ended.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] });

    public static readonly Counter<long> ConnectionsRefused = Meter.CreateCounter<long>(
        "akkah2.server.connections.refused", "{connection}", "Connections that were closed before they spoke a protocol of ours.");

    public static readonly Counter<long> ConnectionsFiltered = Meter.CreateCounter<long>(
        "akkah2.server.connections.filtered", "{connection}", "Connections that a filter did not accept.");

    private static readonly Counter<long> StreamsOpened = Meter.CreateCounter<long>("akkah2.server.streams.opened", "{stream}", "Requests that came, refused ones included.");

    private static readonly Counter<long> Resets = Meter.CreateCounter<long>("akkah2.server.streams.reset", "{reset}", "RST_STREAM frames, by sender and code.");

    private static readonly Counter<long> Limits = Meter.CreateCounter<long>("akkah2.server.limits.reached", "{event}", "Limits that were reached, by the name of their key.");

    /// <summary>True if somebody listens to requests.</summary>
    public static bool WatchesRequests => RequestDuration.Enabled || ActiveRequests.Enabled || Activities.HasListeners();

    /// <summary>True if somebody listens to the calls of clients.</summary>
    public static bool WatchesCalls => CallDuration.Enabled || ActiveCalls.Enabled || Activities.HasListeners();

    /// <summary>True if somebody listens to connections.</summary>
    public static bool WatchesConnections => ConnectionsOpened.Enabled || ActiveConnections.Enabled || ConnectionDuration.Enabled;

    /// <summary>A request came.</summary>
    public static void OnStream()
    {
        if (StreamsOpened.Enabled)
            StreamsOpened.AddQuietly(1);
    }

    /// <summary>A RST_STREAM was sent, or received.</summary>
    public static void OnReset(ErrorCode code, bool ours)
    {
        if (Resets.Enabled)
            Resets.AddQuietly(1, new("akkah2.reset.sender", ours ? "server" : "client"), new("akkah2.error_code", NameOf(code)));
    }

    /// <summary>The name of the code as a tag. A peer may choose any of 2^32, and whoever measures keeps each: those without a name are one.</summary>
    public static string NameOf(ErrorCode code) => Enum.IsDefined(code) ? code.Name() : Other;

    /// <summary>The name of the limit's key below <c>akka.h2</c>.</summary>
    public static string NameOf(Limit limit) => LimitNames[(int)limit];

    /// <summary>A limit of the engine was reached.</summary>
    public static void OnLimit(Limit limit) => OnLimit(NameOf(limit));

    /// <summary>A limit was reached, by the name of its key below <c>akka.h2</c>.</summary>
    public static void OnLimit(string key)
    {
        if (Limits.Enabled)
            Limits.AddQuietly(1, new KeyValuePair<string, object?>("akkah2.limit", key));
    }

    /// <summary>"MaxHeaderListSize" is "max-header-list-size".</summary>
    internal static string Kebab(string name) => Words(name, '-');

    /// <summary>"TimedOut" is "timed_out", by the separator '_'.</summary>
    internal static string Words(string name, char separator) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : separator.ToString()) + char.ToLowerInvariant(c) : c.ToString()));
}
