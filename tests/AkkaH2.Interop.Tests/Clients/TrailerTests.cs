using System.Security.Cryptography;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Fields after the body, both ways, and a body that never ends.</summary>
public abstract class TrailerTests(InteropServer server)
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "8.1")]
    public async Task The_trailers_of_an_answer_follow_its_body()
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync("GET", "/trailers");
        var body = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("3", Assert.Single(answer.TrailingHeaders.GetValues("x-count")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), Assert.Single(answer.TrailingHeaders.GetValues("x-checksum")));
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9113", "8.1")]
    public async Task The_trailers_of_a_request_reach_the_endpoint()
    {
        using var file = new UploadFile(100_000);

        var answer = await Tool.Nghttp("--trailer", "x-one: 1", "--trailer", "x-two: 2", "--data", file.Path, server.Url("/request-trailers"));

        Assert.Equal("x-one: 1\nx-two: 2", answer.Output.Trim());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Events_arrive_one_by_one_until_the_client_has_enough()
    {
        using var client = new Client(server.Address);
        using var answer = await client.SendAsync("GET", "/events");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("id: 1", await lines.ReadLineAsync());
        Assert.StartsWith("data: ", await lines.ReadLineAsync());
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class TrailersOnAkkaIo(AkkaIoServer server) : TrailerTests(server);

[Collection(OnSockets.Name)]
public sealed class TrailersOnSockets(SocketsServer server) : TrailerTests(server);
