using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Client;
using AkkaH2.Hpack;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Requests whose fields are above what the server has announced: they fail here, and the server is not bothered.</summary>
[Trait("RFC 9113", "6.5.2")]
[Trait("RFC 9113", "10.5.1")]
public sealed class LargeFieldsTests : ClientTest
{
    // RFC 9113 §6.5.2: name, value and 32 octets for each: :method GET, :scheme http, :authority example.com:8080, :path /.
    private const int Bare = 42 + 43 + 58 + 38;

    [Fact]
    public async Task A_request_above_the_limit_is_not_sent_and_its_error_has_both_sizes()
    {
        var (client, server) = await Begin(limit: Bare + 100);
        var error = await Fails(client.SendAsync(Request.Get("/").With("x", new string('v', 68))));
        Assert.Equal((ClientErrorKind.HeadersTooLarge, false, (int?)null), (error.Kind, error.MayHaveBeenProcessed, error.Stream));
        Assert.Equal("the request's header fields have 282 octets, and the server takes 281 (SETTINGS_MAX_HEADER_LIST_SIZE)", error.Detail);
        var fits = client.SendAsync(Request.Get("/").With("x", new string('v', 67)));
        await server.ExpectHeaders(3);
        await server.Send(Headers(3).Status(204).EndStream());
        Assert.Equal(204, (await fits.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9113", "8.2.3")]
    public async Task Each_crumb_of_a_cookie_counts_as_a_field()
    {
        var (client, server) = await Begin(limit: Bare + 100);
        var error = await Fails(client.SendAsync(Request.Get("/").With("cookie", "a=1; b=2; c=3")));
        Assert.Equal("the request's header fields have 304 octets, and the server takes 281 (SETTINGS_MAX_HEADER_LIST_SIZE)", error.Detail);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task So_is_one_whose_trailers_are()
    {
        var (client, server) = await Begin(limit: 1_000);
        var error = await Fails(client.SendAsync(Request.Post("/", "body").WithTrailers(Headers.Of(("x", new string('v', 1_000))))));
        Assert.Equal("the request's trailers have 1033 octets, and the server takes 1000 (SETTINGS_MAX_HEADER_LIST_SIZE)", error.Detail);
        await server.ExpectAlive();
        Assert.Single(server.Received.OfType<HeadersFrame>());
    }

    [Fact]
    public async Task Trailers_that_are_known_at_the_end_of_the_body_end_its_stream()
    {
        var (client, server) = await Begin(limit: 1_000);
        var error = await Fails(client.SendAsync(Request.Of("POST", "/").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("some"u8.ToArray());
            await writer.FlushAsync();
            writer.Trailers = Headers.Of(("x", new string('v', 1_000)));
        })));
        Assert.Equal((ClientErrorKind.HeadersTooLarge, true, 3), (error.Kind, error.MayHaveBeenProcessed, error.Stream));
        await server.ExpectRstStream(3, ErrorCode.Cancel);
        await server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task Where_the_response_is_complete_by_then_it_stays_so()
    {
        var (client, server) = await Begin(limit: 1_000);
        var sent = client.SendAsync(Request.Of("POST", "/").WithBody((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        await server.ExpectHeaders(3);
        await server.Send(Headers(3).Status(200));
        var response = await sent.WaitAsync(Deadline);
        await server.Send(Data(3, "all of it").EndStream());
        await server.ExpectRstStream(3, ErrorCode.Cancel);
        var connection = await System.ActorSelection("/system/http2/client-*/connection-*").ResolveOne(Deadline);
        connection.Tell(new SendData(new StreamId(3), null, default, end: true, [new HeaderField("x", new string('v', 1_000))]));
        await server.ExpectAlive();
        Assert.Equal("all of it", await response.Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task A_limit_that_is_raised_holds_at_once()
    {
        var (client, server) = await Begin(limit: 1);
        Assert.Equal(ClientErrorKind.HeadersTooLarge, (await Fails(client.SendAsync(Request.Get("/")))).Kind);
        await server.Send(Settings((SettingId.MaxHeaderListSize, 1_000)));
        await server.ExpectSettingsAck();
        var response = client.SendAsync(Request.Get("/"));
        await server.ExpectHeaders(3);
        await server.Send(Headers(3).Status(204).EndStream());
        await response.WaitAsync(Deadline);
    }

    [Fact]
    public async Task HttpClient_has_it_as_a_limit_that_was_exceeded()
    {
        var (_, server) = await Begin(limit: 1_000);
        using var http = new HttpClient(new AkkaH2HttpHandler(System, System.Http2().Settings.Client with { Transport = Network, EndPoint = ServerEndPoint })) { DefaultRequestVersion = global::System.Net.HttpVersion.Version20 };
        var first = http.GetAsync("http://example.com:8080/");
        var second = await Accept((SettingId.MaxHeaderListSize, 1_000));
        await second.ExpectHeaders(1);
        await second.Send(Headers(1).Status(204).EndStream());
        await first.WaitAsync(Deadline);
        using var large = new HttpRequestMessage(HttpMethod.Get, "http://example.com:8080/") { Version = http.DefaultRequestVersion };
        large.Headers.Add("x", new string('v', 1_000));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(large).WaitAsync(Deadline));
        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, error.HttpRequestError);
        Assert.IsType<Http2ClientException>(error.InnerException);
        await server.ExpectAlive();
    }

    /// <summary>A server that has announced this, and has answered a request.</summary>
    private async Task<(Http2Client Client, TestPeer Server)> Begin(uint limit)
    {
        var client = NewClient();
        var first = client.SendAsync(Request.Get("/"));
        var server = await Accept((SettingId.MaxHeaderListSize, limit));
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(204).EndStream());
        await first.WaitAsync(Deadline);
        return (client, server);
    }
}
