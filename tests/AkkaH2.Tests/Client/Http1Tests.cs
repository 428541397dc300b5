using System.Text;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Client;

/// <summary>A server that speaks HTTP/1.1 only, played octet by octet: the same calls, and the same errors.</summary>
public sealed class Http1Tests : ClientTest
{
    [Fact]
    public async Task A_request_goes_out_as_HTTP1_and_its_response_comes_whole()
    {
        var (server, response) = await Send(Request.Get("/a%2Fb/../c?d=%41").With("x-a", "1"));
        Assert.Equal("GET /a%2Fb/../c?d=%41 HTTP/1.1\nHost: example.com:8080\nx-a: 1\n\n", await Head(server));
        await Say(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-B: one\r\nX-B: two\r\n\r\nhello");
        var received = await response.WaitAsync(Deadline);
        Assert.Equal((200, "hello"), (received.Status, await received.Body.ReadTextAsync(100)));
        Assert.Equal(["one", "two"], received.Headers.All("x-b"));
        Assert.False(received.Headers.Contains("connection"));
    }

    [Fact]
    public async Task Octets_that_are_no_ASCII_go_out_as_they_are()
    {
        var (server, _) = await Send(Request.Get("/").With("x-a", "caf\u00e9"));
        Assert.EndsWith("x-a: caf\u00e9\n\n", await Head(server));
    }

    [Fact]
    public async Task A_request_that_cannot_be_put_into_HTTP1_is_refused_and_not_tried_again()
    {
        var client = NewClient();
        var refused = client.SendAsync(Request.Of("OPTIONS", "*"));
        await AcceptHttp1();
        var error = await Fails(refused);
        Assert.Equal((ClientErrorKind.Refused, false), (error.Kind, error.MayHaveBeenProcessed));
        Assert.Contains("OPTIONS *", error.Message);
    }

    [Fact]
    public async Task The_next_request_takes_the_same_connection()
    {
        var client = NewClient();
        var first = client.SendAsync(Request.Get("/1"));
        var server = await AcceptHttp1();
        await Head(server);
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await first.WaitAsync(Deadline)).Status);
        var second = client.SendAsync(Request.Get("/2"));
        Assert.StartsWith("GET /2 ", await Head(server));
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await second.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task Requests_at_once_take_connections_of_their_own_up_to_the_limit()
    {
        var client = NewClient(settings => settings with { MaxConnections = 2 });
        var responses = Enumerable.Range(0, 3).Select(_ => client.SendAsync(Request.Get("/"))).ToArray();
        Stream[] servers = [await AcceptHttp1(), await AcceptHttp1()];
        foreach (var server in servers)
            await Head(server);
        await Say(servers[0], "HTTP/1.1 204 No Content\r\n\r\n");
        await Head(servers[0]);
        foreach (var server in servers)
            await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.All(await Task.WhenAll(responses).WaitAsync(Deadline), response => Assert.Equal(204, response.Status));
    }

    [Fact, Trait("RFC 9110", "9.2.2")]
    public async Task A_connection_that_the_server_closed_between_requests_is_replaced_unnoticed()
    {
        var client = NewClient();
        var first = client.SendAsync(Request.Get("/"));
        var server = await AcceptHttp1();
        await Head(server);
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        await first.WaitAsync(Deadline);
        await server.DisposeAsync();
        var second = client.SendAsync(Request.Post("/", "body"));
        var replaced = await AcceptHttp1();
        Assert.StartsWith("POST / ", await Head(replaced));
        await Say(replaced, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(201, (await second.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task A_body_is_written_in_chunks()
    {
        var (server, response) = await Send(Request.Of("POST", "/").With("content-type", "text/plain").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("one"u8.ToArray());
            await writer.FlushAsync();
            await writer.WriteAsync("two"u8.ToArray());
        }));
        Assert.Contains("Transfer-Encoding: chunked\n", await Head(server));
        Assert.Equal("3\n", await Line(server));
        Assert.Equal("one\n", await Line(server));
        Assert.Equal("3\n", await Line(server));
        Assert.Equal("two\n", await Line(server));
        Assert.Equal("0\n", await Line(server));
        await Say(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nX-T: end\r\n\r\n");
        var received = await response.WaitAsync(Deadline);
        Assert.Equal("one", await received.Body.ReadTextAsync(100));
        Assert.Equal("end", received.Trailers["x-t"]);
    }

    [Fact]
    public async Task The_head_is_delivered_before_the_body_and_an_unread_body_stops_its_sender()
    {
        var client = NewClient(settings => settings with { InitialWindowSize = 100_000 });
        var response = client.SendAsync(Request.Get("/"));
        var server = await AcceptHttp1();
        await Head(server);
        await Say(server, "HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n");
        var body = (await response.WaitAsync(Deadline)).Body;
        var sending = server.WriteAsync(new byte[10_000_000]).AsTask();
        Assert.False(sending.IsCompleted);
        Assert.Equal(10_000_000, (await body.ReadToEndAsync(10_000_000).WaitAsync(Deadline)).Length);
        await sending.WaitAsync(Deadline);
    }

    [Fact, Trait("RFC 9110", "10.1.1")]
    public async Task A_body_waits_for_100()
    {
        var (server, response) = await Send(Request.Post("/", "body").With("expect", "100-continue"));
        Assert.Contains("Expect: 100-continue\n", await Head(server));
        await Say(server, "HTTP/1.1 100 Continue\r\n\r\n");
        var body = new byte[4];
        await server.ReadExactlyAsync(body).AsTask().WaitAsync(Deadline);
        Assert.Equal("body", Encoding.ASCII.GetString(body));
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    /// <summary>What System.Net.Http does not do: its response is there when the request's body was sent, also where 100 was asked for.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_response_that_comes_early_waits_until_the_body_was_sent(bool expects)
    {
        var rest = new TaskCompletionSource();
        var request = Request.Of("POST", "/").With("content-length", "8").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("some"u8.ToArray());
            await writer.FlushAsync();
            await rest.Task;
            await writer.WriteAsync("rest"u8.ToArray());
        });
        var (server, response) = await Send(expects ? request.With("expect", "100-continue") : request);
        await Head(server);
        if (expects)
            await Say(server, "HTTP/1.1 100 Continue\r\n\r\n");
        var body = new byte[4];
        await server.ReadExactlyAsync(body).AsTask().WaitAsync(Deadline);
        await Say(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.False(response.IsCompleted);
        rest.SetResult();
        await server.ReadExactlyAsync(body).AsTask().WaitAsync(Deadline);
        Assert.Equal(("rest", 200), (Encoding.ASCII.GetString(body), (await response.WaitAsync(Deadline)).Status));

        // The connection was not closed for it.
        var next = _client!.SendAsync(Request.Get("/next"));
        Assert.StartsWith("GET /next ", await Head(server), StringComparison.Ordinal);
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await next.WaitAsync(Deadline)).Status);
    }

    /// <summary>Nor does it send trailers, or show informational responses.</summary>
    [Fact]
    public async Task Trailers_of_a_request_and_informational_responses_are_left_out()
    {
        var told = 0;
        var client = NewClient();
        var response = client.SendAsync(
            Request.Of("POST", "/").WithBody(async (writer, _) => await writer.WriteAsync("one"u8.ToArray())).WithTrailers(Headers.Of(("x-trailer", "late"))),
            new CallOptions { OnInformational = _ => told++ });
        var server = await AcceptHttp1();
        await Head(server);
        foreach (var line in new[] { "3\n", "one\n", "0\n", "\n" })
            Assert.Equal(line, await Line(server));
        await Say(server, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal((204, 0), ((await response.WaitAsync(Deadline)).Status, told));
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task A_connection_that_goes_on_in_HTTP2_while_its_client_ends_ends_with_its_request()
    {
        var client = base.NewClient(settings => settings with { Protocol = ClientProtocol.Upgrade });
        var response = client.SendAsync(Request.Get("/"));
        var octets = await AcceptHttp1();
        await Head(octets);
        var terminated = client.TerminateAsync();
        Assert.Equal(ClientErrorKind.Refused, (await Fails(client.SendAsync(Request.Get("/late")))).Kind); // it ends
        await Say(octets, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
        await using var server = new TestPeer(octets, PeerRole.Server) { IsReferee = false };
        await server.Handshake();
        await server.ExpectGoAway(0, ErrorCode.NoError);
        await server.Send(Frames.Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
        await server.ExpectClosed();
        Assert.True(await terminated.WaitAsync(Deadline));
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task A_request_that_was_given_up_when_its_connection_went_on_in_HTTP2_is_reset_there()
    {
        await base.NewClient().GetConnectionsAsync();
        var client = await System.ActorSelection("/system/http2/client-*").ResolveOne(Deadline);
        var call = CallQueueTests.NewCall();
        call.Fail(new OperationCanceledException());
        var connection = await Network.ConnectAsync(ServerEndPoint, new TransportSettings(Backlog: 1, ReceiveBufferSize: 65_536));
        client.Tell(new CallUpgraded(call, connection));
        var server = await Accept();
        server.IsReferee = false;
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        await server.ExpectAlive();
    }

    [Theory]
    [InlineData("HTTP/9 hello\r\n\r\n", ClientErrorKind.MalformedResponse)]
    [InlineData("HTTP/1.1 200 OK\r\nbroken\r\n\r\n", ClientErrorKind.MalformedResponse)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n", ClientErrorKind.MalformedResponse)]
    [InlineData("", ClientErrorKind.ConnectionLost)]
    public async Task A_response_that_is_none_is_an_error(string octets, ClientErrorKind kind)
    {
        var (server, response) = await Send(Request.Get("/"));
        await Head(server);
        await Say(server, octets);
        await ((TransportStream)server).ShutdownAsync();
        var error = await Fails(response);
        Assert.Equal((kind, true), (error.Kind, error.MayHaveBeenProcessed));
    }

    [Theory]
    [InlineData("HTTP/1.1 2\u001b[2J OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nbro\u001b[2Jken\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u001b[2J\r\n")]
    public async Task An_error_that_quotes_the_server_is_one_line(string octets)
    {
        var (server, response) = await Send(Request.Get("/"));
        await Head(server);
        await Say(server, octets);
        await ((TransportStream)server).ShutdownAsync();
        var error = await Assert.ThrowsAsync<Http2ClientException>(async () => await (await response.WaitAsync(Deadline)).Body.ReadToEndAsync(100));
        Assert.DoesNotContain(error.Message + error.Detail, char.IsControl);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_too_short()
    {
        var (server, response) = await Send(Request.Get("/"));
        await Head(server);
        await Say(server, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        var received = await response.WaitAsync(Deadline);
        await Say(server, "half");
        await ((TransportStream)server).ShutdownAsync();
        Assert.Equal(ClientErrorKind.BodyTooShort, (await Fails(received.Body.ReadToEndAsync(100))).Kind);
    }

    [Fact]
    public async Task A_lost_request_is_sent_once_more_where_its_caller_allows_it()
    {
        var response = NewClient().SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        var first = await AcceptHttp1();
        await Head(first);
        await first.DisposeAsync();
        var second = await AcceptHttp1();
        await Head(second);
        await Say(second, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task A_response_that_is_disposed_closes_the_connection()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        var server = await AcceptHttp1();
        await Head(server);
        await Say(server, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        (await response.WaitAsync(Deadline)).Dispose();
        await Assert.ThrowsAsync<IOException>(() => Line(server));
    }

    [Fact]
    public async Task A_request_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var response = NewClient().SendAsync(Request.Get("/"), cancellation.Token);
        var server = await AcceptHttp1();
        await Head(server);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response.WaitAsync(Deadline));
        await Assert.ThrowsAsync<IOException>(() => Line(server));
    }

    [Fact]
    public async Task The_requests_body_fails()
    {
        var (server, response) = await Send(Request.Of("POST", "/").WithBody((_, _) => throw new InvalidDataException("broken")));
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.RequestBodyFailed, "the request's body failed: broken"), (error.Kind, error.Detail));
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
                await Line(server);
        });
    }

    [Fact]
    public async Task A_client_that_ends_closes_it()
    {
        var (server, response) = await Send(Request.Get("/"));
        await Head(server);
        await Say(server, "HTTP/1.1 204 No Content\r\n\r\n");
        await response.WaitAsync(Deadline);
        Assert.True(await _client!.TerminateAsync().WaitAsync(Deadline));
        await Assert.ThrowsAsync<IOException>(() => Line(server));
    }

    private Http2Client? _client;

    private new Http2Client NewClient(Func<ClientSettings, ClientSettings>? change = null) =>
        base.NewClient(settings => (change?.Invoke(settings) ?? settings) with { Protocol = ClientProtocol.Http1 });

    private async Task<(Stream Server, Task<Response> Response)> Send(Request request)
    {
        _client = NewClient();
        var response = _client.SendAsync(request);
        return (await AcceptHttp1(), response);
    }

    private static async Task<string> Head(Stream server)
    {
        var head = "";
        while (!head.EndsWith("\n\n", StringComparison.Ordinal) && head != "\n")
            head += await Line(server);
        return head;
    }

    private static async Task<string> Line(Stream server)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        do
        {
            if (await server.ReadAsync(octet).AsTask().WaitAsync(Deadline) == 0)
                throw new IOException("the client has closed the connection");
            line.Add(octet[0]);
        }
        while (octet[0] != '\n');
        return Encoding.Latin1.GetString(line.ToArray()).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static async Task Say(Stream server, string text) => await server.WriteAsync(Encoding.Latin1.GetBytes(text));
}
