using System.Net;
using System.Text;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>RFC 9110 §10.1.1: the body of a request with <c>expect: 100-continue</c> waits for the server's word.</summary>
[Trait("RFC 9113", "8.1")]
public sealed class ExpectContinueTests : HttpHandlerTest
{
    private static readonly Request Waiting = Request.Post("/", "body").With("expect", "100-continue");

    [Fact]
    public async Task It_is_sent_after_100()
    {
        var (server, response) = await Begin();
        await server.Send(Headers(1).Status(100));
        Assert.Equal("body", Encoding.UTF8.GetString(await server.ExpectRest(1)));
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task And_after_a_response_that_does_not_refuse_it()
    {
        var (server, response) = await Begin();
        await server.Send(Headers(1).Status(200));
        Assert.Equal("body", Encoding.UTF8.GetString(await server.ExpectRest(1)));
        await server.Send(Data(1, "done").EndStream());
        Assert.Equal("done", await (await response.WaitAsync(Deadline)).Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task It_is_not_sent_where_the_server_refuses()
    {
        var (server, response) = await Begin();
        await server.Send(Headers(1).Status(413), Data(1, "too large").EndStream());
        Assert.Equal("too large", await (await response.WaitAsync(Deadline)).Body.ReadTextAsync(100));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        Assert.DoesNotContain(server.Received, frame => frame is DataFrame);
    }

    [Fact]
    public async Task HttpClient_says_it_with_a_property()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Version = HttpVersion.Version20, Content = new StringContent("body") };
        request.Headers.ExpectContinue = true;
        var answer = NewHttpClient().SendAsync(request);
        var server = await Accept();
        Assert.Equal("100-continue", (await server.ExpectHeaders(1))["expect"]);
        await server.ExpectAlive();
        Assert.DoesNotContain(server.Received, frame => frame is DataFrame);
        await server.Send(Headers(1).Status(100));
        Assert.Equal("body", Encoding.UTF8.GetString(await server.ExpectRest(1)));
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(HttpStatusCode.NoContent, (await answer.WaitAsync(Deadline)).StatusCode);
    }

    private async Task<(TestPeer Server, Task<Response> Response)> Begin()
    {
        var response = NewClient(settings => settings with { ContinueTimeout = TimeSpan.FromMinutes(1) }).SendAsync(Waiting);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        Assert.DoesNotContain(server.Received, frame => frame is DataFrame);
        return (server, response);
    }
}
