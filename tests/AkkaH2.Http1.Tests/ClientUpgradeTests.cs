using System.Net;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Http1.Tests;

/// <summary>Our client and a server that has both versions: HTTP/1.1, and from there to HTTP/2 (RFC 7540 §3.2).</summary>
public sealed class ClientUpgradeTests() : Http1Test("memory")
{
    private readonly MemoryTransport _network = new();

    [Fact]
    public async Task The_first_request_is_answered_on_stream_1_and_the_others_on_the_same_connection()
    {
        var client = await Client(ClientProtocol.Upgrade);
        Assert.Equal("GET Http2 1", await Ask(client, Request.Get("/")));
        Assert.Equal("GET Http2 3", await Ask(client, Request.Get("/")));
        Assert.Equal("POST Http2 5", await Ask(client, Request.Post("/", "body")));
    }

    [Fact]
    public async Task A_request_with_a_body_does_not_ask()
    {
        var client = await Client(ClientProtocol.Upgrade);
        Assert.Equal("POST Http1 1", await Ask(client, Request.Post("/", "body")));
        Assert.Equal("GET Http2 1", await Ask(client, Request.Get("/")));
    }

    [Fact]
    public async Task A_large_response_comes_on_stream_1()
    {
        var client = await Client(ClientProtocol.Upgrade);
        var response = await client.SendAsync(Request.Get("/large")).WaitAsync(Deadline);
        Assert.Equal(1_000_000, (await response.Body.ReadToEndAsync(1_000_000).WaitAsync(Deadline)).Length);
        Assert.Equal("GET Http2 3", await Ask(client, Request.Get("/")));
    }

    [Fact]
    public async Task A_server_that_does_not_go_on_in_HTTP2_answers_in_HTTP1()
    {
        using var others = ActorSystem.Create("others", "akka.h2.h2c-upgrade = off\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var client = await Client(ClientProtocol.Upgrade, others);
        Assert.Equal("GET Http1 1", await Ask(client, Request.Get("/")));
        Assert.Equal("GET Http1 2", await Ask(client, Request.Get("/")));
    }

    [Theory]
    [InlineData("GET", "GET Http1 1")]
    [InlineData("HEAD", "")]
    public async Task HTTP1_only_is_spoken_where_it_is_asked_for(string method, string answer)
    {
        var client = await Client(ClientProtocol.Http1);
        Assert.Equal(answer, await Ask(client, Request.Of(method, "/")));
    }

    [Fact]
    public async Task Bodies_go_up_and_down_in_HTTP1()
    {
        var client = await Client(ClientProtocol.Http1);
        var stored = await client.SendAsync(Request.Of("PUT", "/large").WithBody(async (writer, _) =>
        {
            for (var sent = 0; sent < 300; sent++)
                await writer.WriteAsync(new byte[10_000]);
        })).WaitAsync(Deadline);
        Assert.Equal("3000000", await stored.Body.ReadTextAsync(100));
        var response = await client.SendAsync(Request.Get("/large")).WaitAsync(Deadline);
        Assert.Equal(1_000_000, (await response.Body.ReadToEndAsync(1_000_000).WaitAsync(Deadline)).Length);
        Assert.Equal("done", response.Trailers["x-end"]);
    }

    private async Task<Http2Client> Client(ClientProtocol protocol, ActorSystem? others = null)
    {
        var servers = others ?? System;
        var server = await servers.Http2().BindAsync(
            new IPEndPoint(IPAddress.Loopback, 0), new ServerOptions { Http1 = servers.Http1(), Transport = _network }, Endpoints);
        return System.Http2().Client("http://localhost", System.Http2().Settings.Client with { Transport = _network, EndPoint = server.LocalEndPoint, Protocol = protocol });
    }

    private static async Task<string> Ask(Http2Client client, Request request)
    {
        var response = await client.SendAsync(request).WaitAsync(Deadline);
        return await response.Body.ReadTextAsync(1_000);
    }

    private static void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/large", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync(new byte[1_000_000]);
            writer.Complete(Headers.Of(("x-end", "done")));
        })
        .Map("PUT", "/large", async x =>
        {
            var total = 0L;
            await foreach (var chunk in x.Request.Body.ReadAllAsync())
                total += chunk.Length;
            x.Respond($"{total}");
        })
        .MapAll(x => x.Respond($"{x.Request.Method} {x.Connection.Protocol} {x.Stream}"));
}
