using System.Net;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Transports.Sockets;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>What goes wrong below <see cref="HttpClient"/>, in the words of System.Net.Http; and callers that want no more.</summary>
public sealed class HttpHandlerErrorTests : HttpHandlerTest
{
    [Theory]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionExact, true)]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionOrLower, true)]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionOrHigher, true)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrHigher, true)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrLower, false)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionExact, false)]
    [InlineData("1.0", HttpVersionPolicy.RequestVersionOrHigher, true)]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionOrLower, true)]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionExact, false)]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionOrHigher, false)]
    public async Task A_request_goes_out_where_its_version_and_policy_allow_HTTP2(string version, HttpVersionPolicy policy, bool goes)
    {
        var answer = NewHttpClient().SendAsync(new HttpRequestMessage(HttpMethod.Get, "/") { Version = Version.Parse(version), VersionPolicy = policy });
        if (goes)
        {
            await (await Accept()).ExpectHeaders(1);
            return;
        }

        var error = await RequestFails(answer);
        Assert.Equal(HttpRequestError.VersionNegotiationError, error.HttpRequestError);
        Assert.Contains($"HTTP/{version}", error.Message);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        await StopListening();
        var error = await RequestFails(NewHttpClient().GetAsync("/"));
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        Assert.Equal(ClientErrorKind.CannotConnect, Assert.IsType<Http2ClientException>(error.InnerException).Kind);
    }

    [Fact]
    public async Task A_name_is_unknown()
    {
        var handler = new AkkaH2HttpHandler(System, System.Http2().Settings.Client with { Transport = new SocketTransport() });
        var error = await RequestFails(OnHandler(handler).GetAsync("http://no-such-host.invalid/"));
        Assert.Equal(HttpRequestError.NameResolutionError, error.HttpRequestError);
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task The_server_resets_the_stream()
    {
        var (server, answer) = await Get();
        await server.Send(RstStream(1, ErrorCode.InternalError));
        var error = await RequestFails(answer);
        Assert.Equal(HttpRequestError.HttpProtocolError, error.HttpRequestError);
        Assert.Equal((long)ErrorCode.InternalError, Assert.IsType<HttpProtocolException>(error.InnerException).ErrorCode);
    }

    [Fact]
    public async Task It_resets_the_stream_in_the_middle_of_the_body()
    {
        var (server, answer) = await Get();
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        using var response = await answer.WaitAsync(Deadline);
        await server.Send(RstStream(1, ErrorCode.EnhanceYourCalm));
        var error = await Assert.ThrowsAsync<HttpProtocolException>(() => ReadToEnd(response).WaitAsync(Deadline));
        Assert.Equal((long)ErrorCode.EnhanceYourCalm, error.ErrorCode);
    }

    [Fact]
    public async Task The_connection_is_lost_in_the_middle_of_the_body()
    {
        var (server, answer) = await Get();
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        using var response = await answer.WaitAsync(Deadline);
        await server.DisposeAsync();
        var error = await Assert.ThrowsAsync<HttpIOException>(() => ReadToEnd(response).WaitAsync(Deadline));
        Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
    }

    [Fact, Trait("RFC 9113", "8.1.1")]
    public async Task A_response_is_malformed()
    {
        var (server, answer) = await Get();
        await server.Send(Headers(1).Field("a", "b").EndStream());
        Assert.Equal(HttpRequestError.InvalidResponse, (await RequestFails(answer)).HttpRequestError);
    }

    [Fact]
    public async Task The_queue_is_full()
    {
        var client = NewHttpClient(settings => settings with { MaxConnections = 1, MaxQueuedRequests = 1 });
        _ = client.GetAsync("/1");
        var server = await Accept((SettingId.MaxConcurrentStreams, 1));
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        var refused = await Task.WhenAny(client.GetAsync("/2"), client.GetAsync("/3")).WaitAsync(Deadline);
        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, (await RequestFails(refused)).HttpRequestError);
    }

    [Fact]
    public async Task A_content_that_throws_gives_its_own_exception_to_the_caller()
    {
        var begun = new TaskCompletionSource();
        var answer = NewHttpClient().PostAsync("/", new Streamed(async _ =>
        {
            await begun.Task;
            throw new InvalidOperationException("the content's own");
        }));
        var server = await Accept();
        await server.ExpectHeaders(1);
        begun.SetResult();
        Assert.Equal("the content's own", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer.WaitAsync(Deadline))).Message);
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task A_request_that_is_not_valid_is_not_sent()
    {
        var request = new HttpRequestMessage(HttpMethod.Connect, "/") { Version = HttpVersion.Version20 };
        Assert.Contains("CONNECT", (await RequestFails(NewHttpClient().SendAsync(request))).Message);
    }

    [Fact, Trait("RFC 8441", "4")]
    public async Task A_websocket_is_not_opened()
    {
        var request = new HttpRequestMessage(HttpMethod.Connect, "/") { Version = HttpVersion.Version20 };
        request.Headers.Protocol = "websocket";
        Assert.Equal(HttpRequestError.ExtendedConnectNotSupported, (await RequestFails(NewHttpClient().SendAsync(request))).HttpRequestError);
    }

    [Fact]
    public void The_synchronous_form_is_not_supported() =>
        Assert.Throws<NotSupportedException>(() => NewHttpClient().Send(new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20 }));

    [Fact]
    public async Task A_cancelled_request_is_reset_with_CANCEL()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = NewHttpClient().GetAsync("/", cancellation.Token);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task So_is_one_that_exceeds_the_time_of_HttpClient()
    {
        var client = NewHttpClient();
        client.Timeout = TimeSpan.FromMilliseconds(1);
        var answer = client.GetAsync("/");
        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<TaskCanceledException>(() => answer.WaitAsync(Deadline))).InnerException);
    }

    [Fact]
    public async Task So_is_one_that_is_cancelled_while_HttpClient_reads_its_content()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = NewHttpClient().GetAsync("/", cancellation.Token);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        await server.ExpectAlive();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_that_is_disposed_unread_is_reset_with_CANCEL(bool itsStream)
    {
        var (server, answer) = await Get();
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        var response = await answer.WaitAsync(Deadline);
        var stream = await response.Content.ReadAsStreamAsync();
        if (itsStream)
            await stream.DisposeAsync();
        else
            response.Dispose();
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadExactlyAsync(new byte[10]).AsTask());
        await server.ExpectAlive();
    }

    [Fact]
    public async Task A_read_that_is_cancelled_and_then_disposed_is_cancelled()
    {
        var (server, answer) = await Get();
        await server.Send(Headers(1).Status(200));
        var response = await answer.WaitAsync(Deadline);
        using var cancellation = new CancellationTokenSource();
        var read = (await response.Content.ReadAsStreamAsync()).ReadAsync(new byte[10], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        response.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Deadline));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task A_disposed_handler_takes_no_more()
    {
        var handler = NewHandler();
        var client = OnHandler(handler);
        handler.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync("/").WaitAsync(Deadline));
    }

    private async Task<(TestPeer Server, Task<HttpResponseMessage> Response)> Get()
    {
        var answer = NewHttpClient().GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var server = await Accept();
        await server.ExpectHeaders(1);
        return (server, answer);
    }

    private static async Task ReadToEnd(HttpResponseMessage response) => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);
}
