using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Pushes of a server (RFC 9113 §8.4): accepted or refused by a handler, and switched off without one.</summary>
[Trait("RFC 9113", "8.4")]
public sealed class PushTests : ClientTest
{
    private readonly List<PushPromise> _promises = [];
    private readonly List<Task<Response>> _pushed = [];

    [Fact, Trait("RFC 9113", "8.4.2")]
    public async Task An_accepted_push_is_a_response()
    {
        var (server, response) = await Begin(Accept);
        await server.Send(Headers(1).Request("GET", "/style.css?v=1", "http", "example.com:8080").Field("accept", "text/css").Promise(2));
        await server.Send(Headers(1).Status(200).EndStream());
        await server.Send(Headers(2).Status(203).Field("x-a", "b"), Data(2, "body{"), Data(2, "}").EndStream());
        Assert.Equal(200, (await response.WaitAsync(Deadline)).Status);
        var promise = Assert.Single(_promises);
        Assert.Equal(("/page", "GET", "/style.css?v=1", "text/css"), (promise.Parent, promise.Method, promise.Path, promise.Headers["accept"]));
        var pushed = await _pushed[0].WaitAsync(Deadline);
        Assert.Equal((203, "b"), (pushed.Status, pushed.Headers["x-a"]));
        Assert.Equal("body{}", await pushed.Body.ReadTextAsync(100).WaitAsync(Deadline));
        await server.ExpectAlive();
    }

    [Fact]
    public async Task One_that_is_not_accepted_is_refused()
    {
        var (server, response) = await Begin(_promises.Add);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2));
        await server.ExpectRstStream(2, ErrorCode.Cancel);
        await server.Send(Headers(2).Status(200).EndStream()); // it crossed the reset
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task It_is_too_late_to_accept_when_the_handler_has_returned()
    {
        var (server, _) = await Begin(_promises.Add);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2));
        await server.ExpectRstStream(2, ErrorCode.Cancel);
        Assert.Throws<InvalidOperationException>(() => { _ = _promises[0].Accept(); });
    }

    [Fact]
    public async Task One_of_another_authority_is_a_stream_error()
    {
        var (server, _) = await Begin(Accept);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "other.example").Promise(2));
        await server.ExpectRstStream(2, ErrorCode.ProtocolError);
        Assert.Empty(_promises);
        await server.ExpectAlive();
    }

    [Theory]
    [InlineData("POST", "a", "b")] // not safe
    [InlineData("GET", "content-length", "1")] // with content
    [InlineData("GET", "connection", "close")] // malformed
    public async Task One_that_promises_no_valid_request_is_a_stream_error(string method, string name, string value)
    {
        var (server, _) = await Begin(Accept);
        await server.Send(Headers(1).Request(method, "/pushed", "http", "example.com:8080").Field(name, value).Promise(2));
        await server.ExpectRstStream(2, ErrorCode.ProtocolError);
        Assert.Empty(_promises);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task Pushes_that_are_held_at_once_are_limited()
    {
        var (server, _) = await Begin(Accept);
        for (var stream = 2; stream <= 200; stream += 2)
            await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(stream));
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(202));
        await server.ExpectRstStream(202, ErrorCode.Cancel);
        Assert.Equal(100, _promises.Count);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task A_handler_that_fails_has_not_accepted_it()
    {
        var (server, response) = await Begin(_ => throw new InvalidDataException("broken"));
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2));
        await server.ExpectRstStream(2, ErrorCode.Cancel);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public async Task Pushed_streams_take_no_places_of_requests()
    {
        var client = NewClient(settings => settings with { OnPush = Accept });
        _ = client.SendAsync(Request.Get("/1"));
        var server = await Accept((SettingId.MaxConcurrentStreams, 2));
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2));
        await server.ExpectAlive();
        _ = client.SendAsync(Request.Get("/2"));
        Assert.Equal("/2", (await server.ExpectHeaders(3))[":path"]);
    }

    [Fact]
    public async Task A_push_that_fails_is_told_and_never_sent_as_a_request()
    {
        var (server, _) = await Begin(Accept);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2), RstStream(2, ErrorCode.RefusedStream));
        await server.ExpectAlive();
        var error = await Fails(_pushed[0]);
        Assert.Equal((ClientErrorKind.Refused, 2), (error.Kind, error.Stream));
        await server.ExpectAlive();
        Assert.DoesNotContain(server.Received, frame => frame is HeadersFrame { Stream.Value: > 1 });
    }

    [Fact, Trait("RFC 9113", "6.5.2")]
    public async Task Without_a_handler_they_are_switched_off()
    {
        var response = NewClient().SendAsync(Request.Get("/page"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Request("GET", "/pushed", "http", "example.com:8080").Promise(2));
        await server.ExpectConnectionError(0, ErrorCode.ProtocolError);
        await Fails(response);
    }

    private void Accept(PushPromise promise)
    {
        _promises.Add(promise);
        _pushed.Add(promise.Accept());
    }

    private async Task<(TestPeer Server, Task<Response> Response)> Begin(Action<PushPromise> onPush)
    {
        var response = NewClient(settings => settings with { OnPush = onPush }).SendAsync(Request.Get("/page"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        return (server, response);
    }
}
