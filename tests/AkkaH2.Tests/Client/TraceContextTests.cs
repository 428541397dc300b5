using System.Diagnostics;
using AkkaH2.Client;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>W3C Trace Context of requests that are sent within a span.</summary>
public sealed class TraceContextTests : ClientTest
{
    [Fact]
    public async Task A_request_says_which_span_it_is_sent_in()
    {
        using var span = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.TraceStateString = "vendor=1";
        var request = await SentBy(client => client.SendAsync(Request.Get("/")));
        Assert.Equal((span.Id, "vendor=1"), (request["traceparent"], request["tracestate"]));
    }

    [Theory]
    [Trait("RFC 9110", "5.5")]
    [InlineData("vendor=\u0001")]
    [InlineData("vendor=\u0100")]
    [InlineData("vendor=1 ")]
    [InlineData("vendor=1\r\nx: y")]
    public async Task What_may_not_stand_in_a_message_is_left_out(string state)
    {
        using var span = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.TraceStateString = state;
        var request = await SentBy(client => client.SendAsync(Request.Get("/")));
        Assert.Equal((span.Id, null), (request["traceparent"], request["tracestate"]));
    }

    [Fact]
    public async Task A_request_without_a_span_says_nothing()
    {
        Activity.Current = null;
        var request = await SentBy(client => client.SendAsync(Request.Get("/")));
        Assert.Equal((null, null), (request["traceparent"], request["tracestate"]));
    }

    [Fact]
    public async Task What_the_application_says_itself_stays()
    {
        const string Own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var span = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var request = await SentBy(client => client.SendAsync(Request.Get("/").With("traceparent", Own)));
        Assert.Equal([Own], request.Fields.Where(field => field.Name == "traceparent").Select(field => field.Value));
    }

    [Fact]
    public async Task So_does_a_request_of_HttpClient()
    {
        using var span = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var http = new HttpClient(new AkkaH2HttpHandler(System, System.Http2().Settings.Client with { Transport = Network, EndPoint = ServerEndPoint }))
        {
            DefaultRequestVersion = global::System.Net.HttpVersion.Version20,
        };
        var request = await SentBy(_ => http.GetAsync("http://example.com:8080/"));
        Assert.Equal(span.Id, request["traceparent"]);
    }

    private async Task<ReceivedHeaders> SentBy(Func<Http2Client, Task> send)
    {
        var sent = send(NewClient());
        var server = await Accept();
        var request = await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(204).EndStream());
        await sent.WaitAsync(Deadline);
        return request;
    }
}
