using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Remoting;

/// <summary>Requests to actors on another node that is lost. That is found out soon here, so these nodes are kept apart from those that must not be lost.</summary>
public sealed class LostNodeTests() : TwoNodesTest(
    "akka.h2.remote.open-timeout = 1h\nakka.remote { transport-failure-detector.acceptable-heartbeat-pause = 3s, watch-failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 2s } }")
{
    [Fact]
    public async Task A_node_that_is_lost_within_a_body_resets_its_stream()
    {
        var there = await Elsewhere(Props.Create(() => new Begun()));
        var peer = await Serve(e => e.MapActor("/", there));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await Other.Terminate();
        await peer.ExpectRstStream(1, Wire.ErrorCode.InternalError);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_node_that_is_lost_while_it_has_a_message_of_ones_own_is_answered_with_503()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var there = await Elsewhere(Props.Create(() => new Silent(told)));
        var peer = await Serve(e => e.MapActor("/{text}", there, new RouteOptions { Messages = ActorMessages.From(request => request.Route["text"]).To((string text) => Response.Text(text)) }));
        await peer.Send(Headers(1).Post("/own").EndStream());
        await told.Task.WaitAsync(Deadline);
        await Other.Terminate();
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
    }

    /// <summary>Answers with a body that has begun and does not end.</summary>
    private sealed class Begun : ReceiveActor
    {
        public Begun() => Receive<Request>(_ => Sender.Tell(Response.Streamed(
            Source.Single<ReadOnlyMemory<byte>>("some"u8.ToArray()).Concat(Source.Maybe<ReadOnlyMemory<byte>>().MapMaterializedValue(_ => NotUsed.Instance)))));
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(TaskCompletionSource told) => Receive<string>(_ => told.SetResult());
    }
}
