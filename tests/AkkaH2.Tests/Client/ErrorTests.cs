using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Every way in which a request goes wrong, and the one error that it ends in.</summary>
public sealed class ErrorTests : ClientTest
{
    [Fact]
    public async Task Nobody_listens()
    {
        await StopListening();
        var error = await Fails(NewClient().SendAsync(Request.Get("/")));
        Assert.Equal((ClientErrorKind.CannotConnect, "http://example.com:8080", null, false), (error.Kind, error.Origin, error.Stream, error.MayHaveBeenProcessed));
    }

    [Theory, Trait("RFC 9113", "8.2.1")]
    [InlineData("x-sum", "7 ")]
    [InlineData("x-sum", "a\r\nb")]
    [InlineData("connection", "close")]
    public async Task Trailers_that_may_not_be_sent_fail_their_own_call_alone(string name, string value)
    {
        var client = NewClient();
        var other = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);

        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(Request.Post("/", "body").WithTrailers(Headers.Of((name, value)))).WaitAsync(Deadline));

        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await other.WaitAsync(Deadline)).Status);
        await server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "8.1.1")]
    public async Task So_does_a_content_length_without_a_body()
    {
        var client = NewClient();
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(Request.Get("/").With("content-length", "7")).WaitAsync(Deadline));
        var sent = client.SendAsync(Request.Get("/").With("content-length", "0"));
        var server = await Accept();
        Assert.Equal("0", (await server.ExpectHeaders(1))["content-length"]);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await sent.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public void What_it_says_quotes_a_server_in_few_words()
    {
        var error = new Http2ClientException(ClientErrorKind.TlsRefused, Origin.Parse("https://example.com"), new string('x', 100_000));
        Assert.InRange(error.Message.Length, 1_000, 1_100);
        Assert.Equal(1_000, error.Detail.Length);
    }

    [Fact]
    public async Task A_callback_that_throws_gives_its_call_up()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"), new CallOptions { OnInformational = _ => throw new InvalidDataException("broken") });
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(103));
        await server.ExpectRstStream(1, ErrorCode.Cancel);

        await Assert.ThrowsAsync<InvalidDataException>(() => response.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_callback_that_blocks_does_not_keep_its_call_from_being_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        var response = NewClient().SendAsync(Request.Get("/"), new CallOptions { OnInformational = _ => goOn.Wait(Deadline) }, cancellation.Token);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(103), Headers(1).Status(200), Data(1, "hello").EndStream());
        await server.ExpectAlive();
        Assert.False(response.IsCompleted);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response.WaitAsync(Deadline));
        goOn.Set();
    }

    [Fact]
    public async Task A_client_that_was_made_while_the_system_terminates_is_closed()
    {
        var http2 = System.Http2();
        await http2.Actor.GracefulStop(Deadline); // from here on nobody makes a client's actor
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        using var cancellation = new CancellationTokenSource();
        var cancelled = client.SendAsync(Request.Get("/"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline));

        await System.Terminate().WaitAsync(Deadline);

        Assert.Equal(ClientErrorKind.Refused, (await Fails(response)).Kind);
        Assert.Null(await client.PingAsync().WaitAsync(Deadline));
        Assert.Empty(await client.GetConnectionsAsync().WaitAsync(Deadline));
        Assert.True(await client.TerminateAsync().WaitAsync(Deadline));
        Assert.Throws<InvalidOperationException>(() => http2.Client("http://example.com:8080"));
    }

    [Fact, Trait("RFC 9113", "8.1.1")]
    public async Task A_response_without_a_status_is_malformed()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Headers(1).Field("a", "b").EndStream());
        await server.ExpectRstStream(1, ErrorCode.ProtocolError);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.MalformedResponse, 1, ErrorCode.ProtocolError), (error.Kind, error.Stream, error.Code));
        Assert.Contains("no valid :status", error.Message);
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task So_is_content_before_the_head()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Data(1, "early"));
        Assert.Equal(ClientErrorKind.MalformedResponse, (await Fails(response)).Kind);
    }

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("12345", ClientErrorKind.BodyTooLong)]
    [InlineData("123", ClientErrorKind.BodyTooShort)]
    public async Task A_body_has_the_length_that_its_head_announced(string body, ClientErrorKind kind)
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Headers(1).Status(200).Field("content-length", "4"));
        var received = await response;
        await server.Send(Data(1, body).EndStream());
        Assert.Equal(kind, (await Fails(received.Body.ReadToEndAsync(100))).Kind);
        await server.ExpectRstStream(1, ErrorCode.ProtocolError);
        await server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task The_server_resets_the_stream()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(RstStream(1, ErrorCode.InternalError));
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.InternalError, true), (error.Kind, error.Code, error.MayHaveBeenProcessed));
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task It_does_so_in_the_middle_of_the_body()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Headers(1).Status(200), Data(1, "half"));
        var body = (await response).Body.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await body.MoveNextAsync());
        await server.Send(RstStream(1, ErrorCode.InternalError));
        Assert.Equal(ErrorCode.InternalError, (await Fails(body.MoveNextAsync().AsTask())).Code);
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task What_an_application_throws_when_its_body_is_no_longer_wanted_hurts_no_other_request()
    {
        var (server, response) = await Send(Request.Of("POST", "/").WithBody(async (writer, cancellation) =>
        {
            cancellation.Register(() => throw new InvalidOperationException("a bug of the application"));
            await writer.WriteAsync("half"u8.ToArray());
            await writer.FlushAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        }));
        await server.ExpectData(1);

        await server.Send(RstStream(1, ErrorCode.InternalError));
        Assert.Equal(ErrorCode.InternalError, (await Fails(response)).Code);
        await server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "5.4.1")]
    public async Task The_server_breaks_the_protocol()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Raw(FrameType.Ping, FrameFlags.None, 0, 1, 2, 3));
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.FrameSizeError), (error.Kind, error.Code));
        await server.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task The_server_ends_the_connection_with_an_error()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(GoAway(1, ErrorCode.InternalError, "no more"));
        await server.ShutdownSend();
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.InternalError, true), (error.Kind, error.Code, error.MayHaveBeenProcessed));
    }

    [Fact]
    public async Task The_connection_is_lost_and_all_that_was_under_way_fails_at_once()
    {
        var client = NewClient();
        var responses = Enumerable.Range(0, 10).Select(_ => client.SendAsync(Request.Get("/"))).ToArray();
        var server = await Accept();
        for (var i = 0; i < 10; i++)
            await server.ExpectHeaders(1 + (2 * i));
        await server.DisposeAsync();
        foreach (var response in responses)
        {
            var error = await Fails(response);
            Assert.Equal((ClientErrorKind.ConnectionLost, null, true), (error.Kind, error.Code, error.MayHaveBeenProcessed));
        }
    }

    [Fact]
    public async Task The_servers_side_is_closed_before_the_response_is_complete()
    {
        var (server, response) = await Send(Request.Get("/"));
        await server.Send(Headers(1).Status(200), Data(1, "half"));
        var received = await response;
        await server.ShutdownSend();
        Assert.Equal(ClientErrorKind.ConnectionLost, (await Fails(received.Body.ReadToEndAsync(100))).Kind);
    }

    [Fact]
    public async Task The_requests_body_fails()
    {
        var (server, response) = await Send(Request.Of("POST", "/").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("half"u8.ToArray());
            await writer.FlushAsync();
            throw new InvalidDataException("broken");
        }));
        var error = await Fails(response);
        Assert.Equal(ClientErrorKind.RequestBodyFailed, error.Kind);
        Assert.IsType<InvalidDataException>(error.InnerException);
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public async Task It_fails_before_the_request_has_gone_out()
    {
        var (writing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var client = NewClient(settings => settings with { Transport = new Stuck(Network, writing, release.Task) });
        var before = client.SendAsync(Request.Get("/"));
        await writing.Task.WaitAsync(Deadline);
        var error = await Fails(client.SendAsync(Request.Of("POST", "/").WithBody((_, _) => throw new InvalidDataException("broken"))));
        Assert.Equal((ClientErrorKind.RequestBodyFailed, false), (error.Kind, error.MayHaveBeenProcessed));
        release.SetResult();
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await before.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9110", "8.6")]
    public async Task It_is_shorter_than_its_content_length()
    {
        var request = Request.Of("POST", "/").With("content-length", "5").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("half"u8.ToArray());
            await writer.FlushAsync();
        });
        var (server, response) = await Send(request);
        Assert.Equal(ClientErrorKind.RequestBodyFailed, (await Fails(response)).Kind);
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Theory, Trait("RFC 9113", "8.3.1")]
    [InlineData("GET", "no-slash", "a", "b")]
    [InlineData("GE T", "/", "a", "b")]
    [InlineData("CONNECT", "/", "a", "b")]
    [InlineData("GET", "/", "connection", "close")]
    [InlineData("GET", "/", "a", "b\r\nc: d")]
    [InlineData("GET", "/", "a", "b\u001b[31m")] // RFC 9110 §5.5
    [InlineData("GET", "/", "host", "elsewhere")]
    public async Task A_request_that_is_none_is_not_sent(string method, string target, string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(() => NewClient().SendAsync(Request.Of(method, target, global::AkkaH2.Headers.Of((name, value)))));

    [Theory]
    [InlineData("example.com")]
    [InlineData("ftp://example.com")]
    [InlineData("http://example.com/path")]
    [InlineData("http://user@example.com")]
    public void An_origin_is_a_scheme_a_host_and_a_port(string url) => Assert.Throws<ArgumentException>(() => System.Http2().Client(url));

    private async Task<(TestPeer Server, Task<Response> Response)> Send(Request request)
    {
        var response = NewClient().SendAsync(request);
        var server = await Accept();
        await server.ExpectHeaders(1);
        return (server, response);
    }

    /// <summary>A network that takes nothing until it is released.</summary>
    private sealed class Stuck(ITransport inner, TaskCompletionSource writing, Task release) : ITransport
    {
        public string Name => inner.Name;

        public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) => inner.BindAsync(endpoint, settings, cancellation);

        public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            new Connection(await inner.ConnectAsync(endpoint, settings, cancellation), writing, release);

        private sealed class Connection(ITransportConnection inner, TaskCompletionSource writing, Task release) : ITransportConnection
        {
            public EndPoint LocalEndPoint => inner.LocalEndPoint;

            public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

            public PipeReader Input => inner.Input;

            public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
            {
                writing.TrySetResult();
                await release;
                await inner.WriteAsync(octets, cancellation);
            }

            public ValueTask ShutdownAsync() => inner.ShutdownAsync();

            public void Abort() => inner.Abort();
        }
    }
}
