using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AkkaH2.Interop.Tests.Telemetry;

/// <summary>Metrics and traces as OpenTelemetry's exporter sends them, to a receiver of OTLP.</summary>
public sealed class OtlpTests
{
    // Numbers of fields in opentelemetry/proto/{metrics,trace}/v1: the name of a metric; of a span; of an attribute of a span; its text.
    private const string NameOfMetric = "1.2.2.1";
    private const string NameOfSpan = "1.2.2.5";
    private const string AttributeOfSpan = "1.2.2.9.1";
    private const string TextOfSpan = "1.2.2.9.2.1";
    private const string AttributeOfPoint = "1.2.2.9.1.9.1"; // of a histogram

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_request_arrives_as_metrics_and_as_a_trace_with_the_names_of_the_semantic_conventions()
    {
        using var system = ActorSystem.Create("otlp", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(Http2.DefaultConfig));
        await using var receiver = await OtlpReceiver.StartAsync(system);
        using (var metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Http2Telemetry.MeterName).AddOtlpExporter(To(receiver)).Build())
        using (var traces = Sdk.CreateTracerProviderBuilder().AddSource(Http2Telemetry.ActivitySourceName, "test").AddOtlpExporter(To(receiver)).Build())
        {
            await using var server = await system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoints => endpoints.Map("GET", "/orders/{id}", x => x.Respond(x.Route["id"])));
            using var source = new ActivitySource("test");
            await using var client = system.Http2().Client(server.Urls[0]);
            using (source.StartActivity("caller"))
                Assert.Equal(200, (await client.SendAsync(Request.Get("/orders/7?token=secret"))).Status);
            await server.TerminateAsync();
            Assert.True(traces.ForceFlush() && metrics.ForceFlush());
        }

        Assert.Superset(
            new HashSet<string> { "http.server.request.duration", "http.server.active_requests", "akkah2.server.connections.opened", "akkah2.server.connection.duration", "akkah2.server.streams.opened" },
            receiver.TextsAt(NameOfMetric).ToHashSet());
        Assert.Superset(
            new HashSet<string> { "http.request.method", "url.scheme", "network.protocol.version", "http.route", "http.response.status_code" },
            receiver.TextsAt(AttributeOfPoint).ToHashSet());
        Assert.Superset(new HashSet<string> { "GET /orders/{id}", "caller" }, receiver.TextsAt(NameOfSpan).ToHashSet());
        Assert.Superset(
            new HashSet<string> { "http.request.method", "http.route", "url.path", "url.scheme", "server.address", "network.peer.address", "http.response.status_code" },
            receiver.TextsAt(AttributeOfSpan).ToHashSet());
        Assert.Contains("/orders/7", receiver.TextsAt(TextOfSpan));
        Assert.DoesNotContain(receiver.TextsAt(TextOfSpan), text => text.Contains("secret", StringComparison.Ordinal));
    }

    private static Action<OtlpExporterOptions> To(OtlpReceiver receiver) => options => (options.Endpoint, options.Protocol) = (receiver.Address, OtlpExportProtocol.Grpc);
}
