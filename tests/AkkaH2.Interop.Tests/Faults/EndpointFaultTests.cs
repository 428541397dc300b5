using System.Net;

namespace AkkaH2.Interop.Tests.Faults;

/// <summary>An endpoint that throws ends its own stream and nothing else.</summary>
public abstract class EndpointFaultTests(InteropServer server)
{
    private const int InternalError = 2;

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_endpoint_that_throws_is_500_each_time_on_one_connection()
    {
        using var client = new Client(server.Address);
        for (var i = 0; i < 30; i++)
        {
            using var crash = await client.SendAsync("GET", "/crash");
            Assert.Equal(HttpStatusCode.InternalServerError, crash.StatusCode);
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "5.4.2")]
    public async Task An_endpoint_that_throws_after_the_head_is_reset_with_INTERNAL_ERROR()
    {
        using var client = new Client(server.Address);

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var answer = await client.SendAsync("GET", "/crash-late");
            await answer.Content.ReadAsStringAsync();
        });

        Assert.Equal(InternalError, Http2Failure(failure)?.ErrorCode);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Other_streams_go_on_while_endpoints_throw()
    {
        using var client = new Client(server.Address);
        var download = await client.SendAsync("GET", "/bytes/20000000");
        var body = download.Content.ReadAsByteArrayAsync();

        var crashes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendAsync("GET", "/crash")));

        Assert.All(crashes, crash => Assert.Equal(HttpStatusCode.InternalServerError, crash.StatusCode));
        Assert.Equal(20_000_000, (await body).Length);
    }

    private static HttpProtocolException? Http2Failure(Exception? failure) =>
        failure is null or HttpProtocolException ? (HttpProtocolException?)failure : Http2Failure(failure.InnerException);
}

[Collection(OnAkkaIo.Name)]
public sealed class EndpointFaultsOnAkkaIo(AkkaIoServer server) : EndpointFaultTests(server);

[Collection(OnSockets.Name)]
public sealed class EndpointFaultsOnSockets(SocketsServer server) : EndpointFaultTests(server);
