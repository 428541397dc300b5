using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Http1.Tests;

public sealed class EndpointTestsInMemory() : EndpointTests("memory");

public sealed class EndpointTestsOnSockets() : EndpointTests("sockets");

public sealed class EndpointTestsOnAkkaIo() : EndpointTests("akka-io");

/// <summary>Each kind of endpoint, asked in HTTP/1.1.</summary>
public abstract class EndpointTests(string transport) : Http1Test(transport)
{
    private const string Get = "GET /x?y=1 HTTP/1.1\r\nHost: example.com:81\r\nAccept: text/plain\r\n\r\n";

    [Fact]
    public async Task A_function_sees_the_request_as_over_http2()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", x => x.Respond(string.Join('|',
            x.Request.Method, x.Request.Scheme, x.Request.Authority, x.Request.Target, x.Route["name"], x.Request.Headers.ToString(), x.Connection.Protocol))), Get);

        Assert.Equal("HTTP/1.1 200 OK", response.StatusLine);
        Assert.Equal("GET|http|example.com:81|/x?y=1|x|accept: text/plain|Http1", response.Body);
        Assert.Equal("text/plain; charset=utf-8", response["content-type"]);
        Assert.True(DateTimeOffset.TryParse(response["date"], out _));
        Assert.Null(response["connection"]);
        Assert.Null(response["server"]);
    }

    [Theory]
    [InlineData(Get, 200)]
    [InlineData("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501)]
    [InlineData("GET /nothing/here HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    public async Task Every_response_names_the_node_where_it_has_a_name(string request, int status)
    {
        var peer = await Connect(await Bind(e => e.Map("GET", "/{name}", _ => Response.Text("a")), new ServerOptions { Http1 = System.Http1(), ServedBy = "here" }));
        await peer.Send(request);
        var response = await peer.Receive(request[..request.IndexOf(' ')]);

        Assert.Equal((status, "here"), (response.Status, response["x-served-by"]));
    }

    [Fact]
    [Trait("RFC 9110", "7.6.1")]
    public async Task Settings_of_HTTP2_that_are_not_used_are_not_the_endpoints() => Assert.Equal(
        "accept: */*",
        (await Ask(e => e.Map("GET", "/", x => x.Respond(x.Request.Headers.ToString())), "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nHTTP2-Settings: AAMAAABk\r\n\r\n")).Body);

    [Fact]
    [Trait("RFC 9110", "15.3.6")]
    public async Task A_205_has_no_content_and_says_so()
    {
        var peer = await Serve(e => e
            .Map("GET", "/whole", x => x.Respond("hello", 205))
            .Map("GET", "/pieces", async x =>
            {
                var writer = x.RespondStreaming(205);
                await writer.WriteAsync("hello"u8.ToArray());
                writer.Complete(Headers.Of(("x-trailer", "1")));
            })
            .Map("GET", "/source", _ => Response.Empty(205) with { Body = ResponseBody.From(Source.Single<ReadOnlyMemory<byte>>("hello"u8.ToArray())) }));
        foreach (var form in new[] { "whole", "pieces", "source" })
        {
            await peer.Send($"GET /{form} HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal((205, "0", null), await peer.Receive() is var r ? (r.Status, r["content-length"], r["transfer-encoding"]) : default);
        }
    }

    [Fact]
    public async Task An_asynchronous_function_answers_later()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", async x =>
        {
            await Task.Yield();
            x.Respond("later");
        }), Get);

        Assert.Equal((200, "later"), (response.Status, response.Body));
    }

    [Fact]
    public async Task An_actor_replies()
    {
        var actor = System.ActorOf(Props.Create(() => new Greeter()));

        var response = await Ask(e => e.MapActor("/{name}", actor), Get);

        Assert.Equal((200, "hello x"), (response.Status, response.Body));
    }

    [Fact]
    public async Task An_actor_that_is_dead_is_503()
    {
        var actor = System.ActorOf(Props.Create(() => new Greeter()));
        await actor.GracefulStop(Deadline);

        var response = await Ask(e => e.MapActor("/{name}", actor), Get);

        Assert.Equal(503, response.Status);
    }

    [Fact]
    public async Task A_flow_answers()
    {
        var response = await Ask(e => e.MapFlow("/{name}", Flow.Create<Request>().Select(r => Response.Text($"flow {r.Route["name"]}"))), Get);

        Assert.Equal((200, "flow x"), (response.Status, response.Body));
    }

    [Fact]
    public async Task A_path_without_an_endpoint_is_404_and_a_wrong_method_is_405()
    {
        var peer = await Serve(e => e.Map("POST", "/a", x => x.Respond("a")));
        await peer.Send("GET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(404, (await peer.Receive()).Status);
        var wrong = await peer.Receive();
        Assert.Equal((405, "POST"), (wrong.Status, wrong["allow"]));
    }

    [Fact]
    public async Task A_streamed_response_is_chunked()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("one "u8.ToArray());
            await Task.Yield();
            await writer.WriteAsync("two"u8.ToArray());
        }), Get);

        Assert.Equal(("chunked", "one two"), (response["transfer-encoding"], response.Body));
        Assert.Null(response["content-length"]);
    }

    [Fact]
    public async Task The_head_of_a_streamed_response_can_be_sent_alone()
    {
        var headIsRead = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/{name}", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.FlushAsync();
            await headIsRead.Task;
            await writer.WriteAsync("body"u8.ToArray());
        }));
        await peer.Send(Get);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await peer.Read("HTTP/1.1 200 OK\r\n".Length));
        headIsRead.SetResult();
        await peer.Finish();
        Assert.EndsWith("4\r\nbody\r\n0\r\n\r\n", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_streamed_response_with_a_length_is_not_chunked()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", async x =>
        {
            var writer = x.RespondStreaming(headers: Headers.Of(("content-length", "3")));
            await writer.WriteAsync("abc"u8.ToArray());
        }), Get);

        Assert.Equal(("3", "abc"), (response["content-length"], response.Body));
        Assert.Null(response["transfer-encoding"]);
    }

    [Fact]
    public async Task A_source_is_streamed_with_its_back_pressure()
    {
        var octets = Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[10_000], 200);

        var response = await Ask(e => e.Map("GET", "/{name}", x => x.Respond(Response.Streamed(Source.From(octets)))), Get);

        Assert.Equal(2_000_000, response.Body.Length);
    }

    [Fact]
    [Trait("RFC 9112", "7.1.2")]
    public async Task Trailers_follow_a_streamed_body()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", async x =>
        {
            var writer = x.RespondStreaming(headers: Headers.Of(("trailer", "x-sum")));
            await writer.WriteAsync("abc"u8.ToArray());
            writer.Complete(Headers.Of(("x-sum", "6")));
        }), Get);

        Assert.Equal("abc", response.Body);
        Assert.Equal([("x-sum", "6")], response.Trailers);
    }

    [Fact]
    [Trait("RFC 9112", "7.1.2")]
    public async Task Trailers_of_a_whole_response_make_it_chunked()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", x => x.Respond(Response.Text("abc") with { Trailers = Headers.Of(("x-sum", "6")) })), Get);

        Assert.Equal(("abc", "chunked"), (response.Body, response["transfer-encoding"]));
        Assert.Equal([("x-sum", "6")], response.Trailers);
    }

    [Fact]
    public async Task A_body_with_a_length_is_read()
    {
        var response = await Ask(Echo, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

        Assert.Equal("hello|5|", response.Body);
    }

    [Fact]
    [Trait("RFC 9112", "7.1")]
    public async Task A_chunked_body_is_read_with_its_trailers()
    {
        var response = await Ask(Echo, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nX-Sum: 5\r\nContent-Length: 7\r\n\r\n");

        Assert.Equal("hello||x-sum: 5", response.Body);
    }

    [Fact]
    [Trait("RFC 9110", "7.6.1")]
    public async Task Fields_that_connection_names_reach_the_endpoint_and_trailers_do()
    {
        var response = await Ask(
            e => e.Map("POST", "/", async x =>
            {
                await x.Request.Body.ReadToEndAsync(10);
                x.Respond($"{x.Request.Headers["x-hop"]}|{x.Request.Body.Trailers}");
            }),
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: x-hop, x-sum\r\nX-Hop: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 5\r\nConnection: x-sum\r\nKeep-Alive: 1\r\n\r\n");

        Assert.Equal("1|x-sum: 5", response.Body);
    }

    [Fact]
    public async Task Octets_go_both_ways_at_once()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.RespondStreaming().WriteAsync(x.Request.Body)));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await peer.Read(17));

        await peer.Send("3\r\ntwo\r\n0\r\n\r\n");
        await peer.Finish();
        Assert.EndsWith("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_large_body_goes_both_ways()
    {
        const int octets = 3_000_000;
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.RespondStreaming().WriteAsync(x.Request.Body)));
        var sent = peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {octets}\r\n\r\n{new string('x', octets)}");

        var response = await peer.Receive();
        await sent;
        Assert.Equal(octets, response.Body.Length);
    }

    [Fact]
    [Trait("RFC 9110", "9.3.2")]
    public async Task Head_has_the_length_and_no_body()
    {
        var peer = await Serve(e => e.Map("HEAD", "/", x => x.Respond("hello")).Map("GET", "/", x => x.Respond("next")));
        await peer.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

        var head = await peer.Receive("HEAD");
        Assert.Equal((200, "5"), (head.Status, head["content-length"]));
        Assert.Equal("next", (await peer.Receive()).Body);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task A_response_without_a_body_has_no_framing(int status)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Response.Empty(status))).Map("GET", "/next", x => x.Respond("next")));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");

        var response = await peer.Receive();
        Assert.Equal(status, response.Status);
        Assert.Null(response["transfer-encoding"]);
        Assert.Equal("next", (await peer.Receive()).Body);
    }

    [Fact]
    public async Task A_push_says_that_there_is_none()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", async x => x.Respond($"{await x.PushAsync("/style.css")}")), Get);

        Assert.Equal("Disabled", response.Body);
    }

    [Fact]
    public async Task A_hint_is_not_sent()
    {
        var response = await Ask(e => e.Map("GET", "/{name}", x =>
        {
            x.SendInformational(103);
            x.Respond("page");
        }), Get);

        Assert.Equal((200, "page"), (response.Status, response.Body));
    }

    [Fact]
    public async Task A_reset_ends_the_connection()
    {
        var peer = await Serve(e => e.Map("GET", "/{name}", x => x.Reset(ErrorCode.Cancel)));
        await peer.Send(Get);

        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    [Trait("RFC 9110", "9.3.6")]
    public async Task Connect_is_refused()
    {
        var peer = await Serve(e => e.MapConnect(x => Task.CompletedTask));
        await peer.Send("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n");

        var response = await peer.Receive();
        Assert.Equal((501, "close"), (response.Status, response["connection"]));
        Assert.Equal("CONNECT is served over HTTP/2 only.", response.Body);
    }

    private static void Echo(EndpointBuilder endpoints) => endpoints.Map("POST", "/", async x =>
    {
        var body = Encoding.UTF8.GetString(await x.Request.Body.ReadToEndAsync(1_000));
        x.Respond($"{body}|{x.Request.ContentLength}|{x.Request.Body.Trailers}");
    });

    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => Receive<Request>(request => Sender.Tell(Response.Text($"hello {request.Route["name"]}")));
    }
}
