using System.Collections.Immutable;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Util;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>The client as a flow of requests and responses.</summary>
public sealed class FlowTests : ClientTest
{
    private IMaterializer Materializer => System.Materializer();

    [Fact]
    public async Task Responses_come_as_they_are_there_each_with_its_tag()
    {
        var results = Run(NewClient().AsFlow<string>(parallelism: 3), "a", "b", "c");
        var (server, streams) = await AcceptRequests(3);
        foreach (var (tag, status) in ((string, int)[])[("c", 203), ("a", 201), ("b", 202)])
        {
            await server.Send(Headers(streams[tag]).Status(status).EndStream());
            await server.ExpectAlive();
        }

        Assert.Equal([201, 202, 203], (await results).Select(result => result.Response.Success.Value.Status).Order());
        Assert.Equal(["a", "b", "c"], (await results).OrderBy(result => result.Response.Success.Value.Status).Select(result => result.Tag));
    }

    [Fact]
    public async Task One_that_is_slow_holds_back_nobody()
    {
        var first = NewClient().AsFlow<string>(parallelism: 2);
        var result = Source.From(["slow", "quick"]).Select(tag => (Request.Get($"/{tag}"), tag)).Via(first).RunWith(Sink.First<(Try<Response> Response, string Tag)>(), Materializer);
        var (server, streams) = await AcceptRequests(2);
        await server.Send(Headers(streams["quick"]).Status(204).EndStream());
        Assert.Equal("quick", (await result.WaitAsync(Deadline)).Tag);
    }

    [Fact]
    public async Task In_an_ordered_flow_they_come_in_the_order_of_the_requests()
    {
        var results = Run(NewClient().AsOrderedFlow<string>(parallelism: 3), "a", "b", "c");
        var (server, streams) = await AcceptRequests(3);
        await server.Send(Headers(streams["c"]).Status(203).EndStream(), Headers(streams["b"]).Status(202).EndStream(), Headers(streams["a"]).Status(201).EndStream());
        Assert.Equal([("a", 201), ("b", 202), ("c", 203)], (await results).Select(result => (result.Tag, result.Response.Success.Value.Status)));
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_it_may_have()
    {
        var results = Run(NewClient().AsFlow<string>(parallelism: 2), "a", "b", "c");
        var (server, _) = await AcceptRequests(2);
        await server.ExpectAlive();
        Assert.Equal(2, server.Received.Count(frame => frame is HeadersFrame));
        await server.Send(Headers(1).Status(200).EndStream());
        await server.ExpectHeaders(5);
        await server.Send(Headers(3).Status(200).EndStream(), Headers(5).Status(200).EndStream());
        Assert.Equal(3, (await results).Count);
    }

    [Fact]
    public async Task A_request_that_fails_is_an_element_and_the_others_go_on()
    {
        var results = Run(NewClient().AsOrderedFlow<string>(parallelism: 2), "a", "b");
        var (server, streams) = await AcceptRequests(2);
        await server.Send(RstStream(streams["a"], ErrorCode.InternalError), Headers(streams["b"]).Status(204).EndStream());
        var (failed, succeeded) = ((await results)[0], (await results)[1]);
        Assert.Equal(("a", ErrorCode.InternalError), (failed.Tag, Assert.IsType<Http2ClientException>(failed.Response.Failure.Value).Code));
        Assert.Equal(("b", 204), (succeeded.Tag, succeeded.Response.Success.Value.Status));
    }

    [Fact]
    public async Task Requests_that_wait_are_given_up_when_the_stream_is_cancelled()
    {
        var stop = Source.From(["a", "b"]).Select(tag => (Request.Get($"/{tag}"), tag)).Via(NewClient().AsFlow<string>(parallelism: 2))
            .ViaMaterialized(KillSwitches.Single<(Try<Response> Response, string Tag)>(), Keep.Right).To(Sink.Ignore<(Try<Response> Response, string Tag)>()).Run(Materializer);
        var (server, _) = await AcceptRequests(2);
        stop.Shutdown();
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        await server.ExpectRstStream(3, ErrorCode.Cancel);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task So_is_a_response_that_waits_behind_a_slow_one()
    {
        var stop = Source.From(["slow", "quick"]).Select(tag => (Request.Get($"/{tag}"), tag)).Via(NewClient().AsOrderedFlow<string>(parallelism: 2))
            .ViaMaterialized(KillSwitches.Single<(Try<Response> Response, string Tag)>(), Keep.Right).To(Sink.Ignore<(Try<Response> Response, string Tag)>()).Run(Materializer);
        var (server, streams) = await AcceptRequests(2);
        await server.Send(Headers(streams["quick"]).Status(200), Data(streams["quick"], "some"));
        await server.ExpectAlive();
        stop.Shutdown();
        await server.ExpectRstStream(streams["quick"], ErrorCode.Cancel);
        await server.ExpectRstStream(streams["slow"], ErrorCode.Cancel);
    }

    private Task<IImmutableList<(Try<Response> Response, string Tag)>> Run(
        Flow<(Request Request, string Tag), (Try<Response> Response, string Tag), Akka.NotUsed> flow, params string[] tags) =>
        Source.From(tags).Select(tag => (Request.Get($"/{tag}"), tag)).Via(flow).RunWith(Sink.Seq<(Try<Response> Response, string Tag)>(), Materializer).WaitAsync(Deadline);

    private async Task<(TestPeer Server, IReadOnlyDictionary<string, int> Streams)> AcceptRequests(int count)
    {
        var server = await Accept();
        var streams = new Dictionary<string, int>();
        for (var stream = 1; stream < 2 * count; stream += 2)
            streams[(await server.ExpectHeaders(stream))[":path"]!.TrimStart('/')] = stream;
        return (server, streams);
    }
}
