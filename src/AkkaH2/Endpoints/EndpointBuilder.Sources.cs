using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Endpoints;

/// <content>Sources as endpoints: a response whose elements are written as they come, until the source ends, the peer leaves or the server drains.</content>
public partial class EndpointBuilder
{
    private static readonly Headers EventStream = Headers.Of(("content-type", "text/event-stream"), ("cache-control", "no-store"));
    private static readonly Headers JsonLines = Headers.Of(("content-type", "application/x-ndjson"));

    /// <summary>GET of this path is answered with server-sent events, as they come. The source runs once for each request.</summary>
    /// <param name="template">Such as <c>/events</c>.</param>
    /// <param name="source">Makes the source of a request, whose <c>last-event-id</c> says where a client has stopped.</param>
    /// <param name="slow">What becomes of a peer that takes them too slowly; <see cref="SlowPeers.HoldBack"/> if null.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapSource(string template, Func<Request, Source<ServerSentEvent, NotUsed>> source, SlowPeers? slow = null, RouteOptions? options = null) =>
        AddSource(template, source, EventStream, static item => item.ToOctets(), slow, options);

    /// <summary>GET of this path is answered with lines of JSON (newline-delimited), as they come. The source runs once for each request.</summary>
    /// <param name="template">Such as <c>/orders</c>.</param>
    /// <param name="source">Makes the source of a request.</param>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>; written without line breaks.</param>
    /// <param name="slow">What becomes of a peer that takes them too slowly; <see cref="SlowPeers.HoldBack"/> if null.</param>
    /// <param name="options">The options of this route.</param>
    /// <exception cref="ArgumentException">The template is wrong, or is there already.</exception>
    public EndpointBuilder MapSource<T>(
        string template, Func<Request, Source<T, NotUsed>> source, JsonTypeInfo<T> type, SlowPeers? slow = null, RouteOptions? options = null) =>
        AddSource(template, source, JsonLines, item => [.. JsonSerializer.SerializeToUtf8Bytes(item, type), (byte)'\n'], slow, options);

    private EndpointBuilder AddSource<T>(
        string template, Func<Request, Source<T, NotUsed>> source, Headers headers, Func<T, byte[]> encode, SlowPeers? slow, RouteOptions? options) =>
        Map("GET", template, x => WriteAsync(x, (slow ?? SlowPeers.HoldBack).Apply(source(x.Request)).Select(encode), headers), options);

    private static async Task WriteAsync(Exchange x, Source<byte[], NotUsed> octets, Headers headers)
    {
        var body = x.RespondStreaming(headers: headers);
        if (body.DropsBody)
            return;

        await body.FlushAsync(x.Aborted).ConfigureAwait(false); // a client knows that it is connected
        await octets
            .Via(x.Draining.AsFlow<byte[]>(cancelGracefully: true))
            .Via(x.Aborted.AsFlow<byte[]>(cancelGracefully: true))
            .SelectAsync(1, async piece =>
            {
                await body.WriteAsync(piece, x.Aborted).ConfigureAwait(false);
                return Done.Instance;
            })
            .RunWith(Sink.Ignore<Done>(), x.Materializer).ConfigureAwait(false);
    }
}
