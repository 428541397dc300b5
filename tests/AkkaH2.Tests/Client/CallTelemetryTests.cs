using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Calls of a client as metrics and spans, named as OpenTelemetry names them.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class CallTelemetryTests : ClientTest
{
    private const string Duration = "http.client.request.duration";
    private const string Active = "http.client.active_requests";

    [Theory]
    [InlineData("GET", "GET", 200, null)]
    [InlineData("PURGE", "_OTHER", 404, "404")]
    public async Task A_call_is_measured(string method, string methodTag, int status, string? error)
    {
        using var listening = new Listening();
        await Answered(client => client.SendAsync(Request.Of(method, "/")), status);
        var measured = await listening.ExpectAsync(Duration);
        Assert.True(measured.Value > 0);
        Assert.Equal((methodTag, status, error), (measured["http.request.method"], measured["http.response.status_code"], measured["error.type"]));
        Assert.Equal(("http", "example.com", 8080, "2"), (measured["url.scheme"], measured["server.address"], measured["server.port"], measured["network.protocol.version"]));
    }

    [Fact]
    public async Task A_call_is_active_until_its_response_begins()
    {
        using var listening = new Listening();
        var sent = NewClient().SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        Assert.Equal(1, listening.Sum(Active));
        await server.Send(Headers(1).Status(200));
        using var response = await sent.WaitAsync(Deadline);
        Assert.Equal(0, listening.Sum(Active));
    }

    [Fact]
    public async Task A_reset_is_the_error_by_its_code()
    {
        using var listening = new Listening(traces: true);
        var sent = NewClient().SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(RstStream(1, ErrorCode.InternalError));
        await Fails(sent);
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal(("INTERNAL_ERROR", null), (measured["error.type"], measured["http.response.status_code"]));
        var span = await listening.ExpectSpanAsync("GET");
        Assert.Equal(("INTERNAL_ERROR", ActivityStatusCode.Error), (span.GetTagItem("error.type"), span.Status));
        Assert.Equal("exception", Assert.Single(span.Events).Name);
    }

    [Fact]
    public async Task Any_other_error_is_the_error_by_its_kind()
    {
        using var listening = new Listening();
        await StopListening();
        await Fails(NewClient().SendAsync(Request.Get("/")));
        Assert.Equal("cannot_connect", (await listening.ExpectAsync(Duration))["error.type"]);
        Assert.Equal(0, listening.Sum(Active));
    }

    [Fact]
    public async Task A_call_is_a_span_below_its_callers_which_the_server_is_told()
    {
        using var listening = new Listening(traces: true);
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var parent = await Answered(client => client.SendAsync(Request.Get("/orders?secret=1")), 204);
        var span = await listening.ExpectSpanAsync("GET");
        Assert.Equal((ActivityKind.Client, caller.SpanId, span.Id), (span.Kind, span.ParentSpanId, parent));
        Assert.Equal(("http://example.com:8080/orders?*", 204, "2"), (span.GetTagItem("url.full"), span.GetTagItem("http.response.status_code"), span.GetTagItem("network.protocol.version")));
        Assert.Equal(("GET", "example.com", 8080), (span.GetTagItem("http.request.method"), span.GetTagItem("server.address"), span.GetTagItem("server.port")));
        Assert.Equal((ActivityStatusCode.Unset, caller), (span.Status, Activity.Current));
    }

    [Fact]
    public async Task The_body_of_a_request_is_written_within_its_span()
    {
        using var listening = new Listening(traces: true);
        string? within = null;
        var parent = await Answered(
            client => client.SendAsync(Request.Of("POST", "/").WithBody((_, _) =>
            {
                within = Activity.Current?.Id;
                return Task.CompletedTask;
            })),
            200);
        Assert.Equal(parent, within);
    }

    [Fact]
    public async Task A_request_of_HttpClient_is_one_span_and_is_measured_once()
    {
        using var listening = new Listening(traces: true);
        var spans = new List<string>();
        using var every = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Http2Telemetry.ActivitySourceName or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Add(span.Source.Name),
        };
        ActivitySource.AddActivityListener(every);
        using var http = new HttpClient(new AkkaH2HttpHandler(System, System.Http2().Settings.Client with { Transport = Network, EndPoint = ServerEndPoint }))
        {
            DefaultRequestVersion = HttpVersion.Version20,
        };
        await Answered(_ => http.GetAsync("http://example.com:8080/"), 204);
        Assert.Equal([Http2Telemetry.ActivitySourceName], spans);
        Assert.Equal(204, (await listening.ExpectAsync(Duration))["http.response.status_code"]);
        Assert.Equal(0, listening.Sum(Active));
    }

    [Fact]
    public async Task So_is_one_over_HTTP_1_1_which_System_Net_Http_speaks()
    {
        using var listening = new Listening(traces: true);
        List<string> instruments = [];
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is Http2Telemetry.MeterName or "System.Net.Http")
                    listener.EnableMeasurementEvents(instrument, null);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            if (instrument.Name == Duration && tags.ToArray().Contains(new("server.address", "example.com")))
                instruments.Add(instrument.Meter.Name);
        });
        meters.Start();
        var sent = NewClient(settings => settings with { Protocol = ClientProtocol.Http1 }).SendAsync(Request.Get("/"));
        await using var server = await AcceptHttp1();
        using var reader = new StreamReader(server);
        while (await reader.ReadLineAsync().WaitAsync(Deadline) is { Length: > 0 })
        {
            // the head
        }

        await server.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        await sent.WaitAsync(Deadline);
        Assert.Equal("1.1", (await listening.ExpectAsync(Duration))["network.protocol.version"]);
        Assert.Equal("1.1", (await listening.ExpectSpanAsync("GET")).GetTagItem("network.protocol.version"));
        Assert.Equal([Http2Telemetry.MeterName], instruments);
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_made_and_no_time_is_read()
    {
        var (origin, request) = (Origin.Parse("http://example.com"), Request.Get("/"));
        Assert.Null(CallTelemetry.Begin(origin, request)); // compiles
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Assert.True(CallTelemetry.Begin(origin, request) is null); // without the object there is no place where a time could be kept
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private async Task<string?> Answered(Func<Http2Client, Task> send, int status)
    {
        var sent = send(NewClient());
        var server = await Accept();
        var request = await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(status).EndStream());
        await sent.WaitAsync(Deadline);
        return request["traceparent"];
    }
}
