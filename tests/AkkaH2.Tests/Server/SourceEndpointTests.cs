using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Sources as endpoints: server-sent events, and lines of JSON.</summary>
public sealed partial class SourceEndpointTests : ServerTest
{
    private const int Window = 65_535;

    protected override string Hocon => "akka.h2.send-buffer-size = 16384";

    [Fact]
    public async Task Events_are_written_as_browsers_read_them()
    {
        ServerSentEvent[] events = [new("one"), new("two\nlines") { Id = "2", Event = "news", Retry = TimeSpan.FromSeconds(3) }];
        var peer = await Serve(e => e.MapSource("/events", _ => Source.From(events)));
        await peer.Send(Headers(1).Get("/events").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "text/event-stream"), (response.Status, response["content-type"]));
        Assert.Equal("data: one\n\nid: 2\nevent: news\nretry: 3000\ndata: two\ndata: lines\n\n", response.Text);
    }

    [Fact]
    public async Task JSON_is_written_in_lines()
    {
        var peer = await Serve(e => e.MapSource("/items/{n}", request => Source.From(Enumerable.Range(1, int.Parse(request.Route["n"]))).Select(n => new Item(n)), ItemJson.Default.Item));
        await peer.Send(Headers(1).Get("/items/3").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("application/x-ndjson", "{\"Number\":1}\n{\"Number\":2}\n{\"Number\":3}\n"), (response["content-type"], response.Text));
    }

    [Fact]
    public async Task The_head_leaves_before_the_first_element_and_a_reset_ends_the_source()
    {
        var ended = new TaskCompletionSource();
        var peer = await Serve(e => e.MapSource("/", _ => Silent(ended)));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        await peer.Send(RstStream(1));
        await ended.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_drain_ends_the_source_and_the_response_in_order()
    {
        var ended = new TaskCompletionSource();
        var server = await Bind(e => e.MapSource("/", _ => Silent(ended)));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        var terminated = server.TerminateAsync(Deadline);
        Assert.Empty(await peer.ExpectRest(1));
        await ended.Task.WaitAsync(Deadline);
        Assert.True(await terminated);
    }

    [Fact]
    public async Task To_HEAD_the_source_is_not_run()
    {
        var peer = await Serve(e => e.MapSource("/", _ => Source.Failed<ServerSentEvent>(new InvalidOperationException("it runs"))));
        await peer.Send(Headers(1).Head("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, ""), (response.Status, response.Text));
    }

    [Fact]
    public async Task A_slow_peer_holds_the_source_back()
    {
        var made = 0;
        var peer = await Serve(e => e.MapSource("/", _ => Source.From(Enumerable.Range(0, 1_000)).Select(_ =>
        {
            Interlocked.Increment(ref made);
            return new ServerSentEvent(new string('x', 1_000));
        })));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        for (var octets = 0; octets < Window;)
            octets += (await peer.ExpectData(1)).Data.Length;
        await peer.ExpectAlive();
        Assert.InRange(Volatile.Read(ref made), 60, 150); // window and send buffer, and what streams prefetch
        await peer.Send(RstStream(1));
    }

    [Theory]
    [InlineData("cut-off")]
    [InlineData("drop-oldest")]
    [InlineData("drop-newest")]
    public async Task Or_elements_are_dropped_for_it_or_it_is_cut_off(string what)
    {
        var policy = what switch
        {
            "cut-off" => SlowPeers.CutOff(10),
            "drop-oldest" => SlowPeers.DropOldest(10),
            _ => SlowPeers.DropNewest(10),
        };
        var (news, source) = Source.Queue<ServerSentEvent>(1, OverflowStrategy.Backpressure).PreMaterialize(System.Materializer());
        var peer = await Serve(e => e.MapSource("/", _ => source, policy));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        if (what == "cut-off")
        {
            var reset = peer.ExpectRstStream(1, ErrorCode.InternalError);
            while (!reset.IsCompleted)
            {
                await Task.WhenAny(reset, news.OfferAsync(new ServerSentEvent(new string('x', 1_000))));
                await Task.Yield(); // where it is taken at once, nobody else would have this thread, and the reset may need it
            }

            await reset;
            return;
        }

        for (var number = 0; number < 500; number++)
            await news.OfferAsync(new ServerSentEvent($"{number} {new string('x', 1_000)}")).WaitAsync(Deadline); // a slow peer holds nobody back
        news.Complete();
        await peer.Send(WindowUpdate(0, 1_000_000), WindowUpdate(1, 1_000_000));
        var text = global::System.Text.Encoding.ASCII.GetString(await peer.ExpectRest(1));
        int[] taken = [.. Regex.Matches(text, "data: ([0-9]+) ").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.InRange(taken.Length, 10, 499);
        if (what == "drop-oldest")
            Assert.Equal(499, taken[^1]);
        else
            Assert.Equal(Enumerable.Range(0, 10), taken[..10]); // found room, and were not dropped for those that came later
    }

    [Fact]
    public void An_event_has_no_line_breaks_in_its_id() => Assert.Throws<ArgumentException>(() => new ServerSentEvent("") { Id = "a\nb" }.ToOctets());

    private static Source<ServerSentEvent, NotUsed> Silent(TaskCompletionSource ended) =>
        Source.Maybe<ServerSentEvent>().MapMaterializedValue(_ => NotUsed.Instance).WatchTermination((_, done) =>
        {
            done.ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
            return NotUsed.Instance;
        });

    private sealed record Item(int Number);

    [JsonSerializable(typeof(Item))]
    private sealed partial class ItemJson : JsonSerializerContext;
}
