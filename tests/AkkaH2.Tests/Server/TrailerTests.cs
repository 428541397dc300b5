using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class TrailerTestsOnSockets() : TrailerTests("sockets");

public sealed class TrailerTestsOnAkkaIo() : TrailerTests("akka-io");

public sealed class TrailerTestsOverTlsOnSockets() : TrailerTests("sockets", tls: true);

public sealed class TrailerTestsOverTlsOnAkkaIo() : TrailerTests("akka-io", tls: true);

/// <summary>Responses with trailers (RFC 9113 §8.1), in one message as a gRPC server answers a unary call.</summary>
public abstract class TrailerTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private static readonly Headers Ok = global::AkkaH2.Headers.Of(("grpc-status", "0"));

    private static readonly Response Unary = new(200, global::AkkaH2.Headers.Of(("content-type", "application/grpc")), "reply") { Trailers = Ok };

    private static readonly Response Streamed = Unary with { Body = ResponseBody.From(Source.From<ReadOnlyMemory<byte>>(["re"u8.ToArray(), "ply"u8.ToArray()])) };

    [Theory]
    [InlineData("/function")]
    [InlineData("/actor")]
    [InlineData("/flow")]
    [InlineData("/source")]
    [InlineData("/actor/source")]
    [Trait("RFC 9113", "8.1")]
    public async Task Head_body_and_trailers_come_of_one_response_and_it_has_no_length(string path)
    {
        var peer = await Serve(Endpoints);
        await peer.Send(Headers(1).Get(path).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "reply", null), (response.Status, response.Text, response["content-length"]));
        Assert.Equal(("grpc-status", "0"), (response.Trailers[0].Name, response.Trailers[0].Value));
    }

    [Fact]
    public async Task A_length_that_the_application_sets_goes_out_with_them()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Unary.With("content-length", "5"))));
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("5", "reply", 1), (response["content-length"], response.Text, response.Trailers.Count));
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public async Task One_that_is_not_the_bodys_fails_the_endpoint()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Unary.With("content-length", "6"))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_response_without_a_body_may_have_them()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Response.Empty(200) with { Trailers = Ok })));
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((false, "", 1), (response.Head.EndStream, response.Text, response.Trailers.Count));
    }

    [Fact]
    [Trait("RFC 9110", "6.5")]
    public async Task An_answer_to_head_drops_them()
    {
        var peer = await Serve(Endpoints);
        await peer.Send(Headers(1).Head("/function").EndStream());
        Assert.True((await peer.ExpectHeaders(1)).EndStream);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_with_pseudo_header_fields_fail_the_endpoint()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Unary with { Trailers = global::AkkaH2.Headers.Of((":status", "200")) })));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task The_handler_of_errors_may_answer_with_them()
    {
        var peer = await Serve(e => e
            .OnError(_ => Response.Empty(200) with { Trailers = global::AkkaH2.Headers.Of(("grpc-status", "13")) })
            .Map("GET", "/", x => throw new InvalidOperationException("boom")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("13", (await peer.ExpectResponse(1)).Trailers[0].Value);
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public async Task Trailers_need_no_window_but_wait_for_the_body_that_does()
    {
        var peer = await ConnectRaw(await Bind(Endpoints));
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/function").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "rep"));
        await peer.Send(WindowUpdate(1, 2));
        await peer.Expect(Data(1, "ly"));
        Assert.True((await peer.ExpectHeaders(1)).EndStream);
    }

    private void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/function", x => x.Respond(Unary))
        .Map("GET", "/source", x => x.Respond(Streamed))
        .MapFlow("GET", "/flow", Flow.Create<Request>().Select(_ => Unary))
        .MapActor("/actor", System.ActorOf(Props.Create(() => new Replier(Unary))))
        .MapActor("/actor/source", System.ActorOf(Props.Create(() => new Replier(Streamed))));

    private sealed class Replier : ReceiveActor
    {
        public Replier(Response reply) => Receive<Request>(_ => Sender.Tell(reply));
    }
}
