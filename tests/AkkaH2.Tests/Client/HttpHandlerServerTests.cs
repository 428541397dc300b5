using System.Net;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Client;

/// <summary><see cref="HttpClient"/> and a server of this house, on each transport.</summary>
public sealed class HttpHandlerServerTests : HttpHandlerTest
{
    protected override string Hocon => "akka.h2.transport = akka-io";

    [Theory]
    [InlineData("memory", 0)]
    [InlineData("memory", 1_000_000)]
    [InlineData("sockets", 1)]
    [InlineData("sockets", 5_000_000)]
    [InlineData("akka-io", 100_000)]
    [InlineData("akka-io", 5_000_000)]
    public async Task A_body_goes_there_and_back_whole_and_streamed(string transport, int octets)
    {
        using var client = await ClientOfServer(transport);
        var body = new byte[octets];
        new Random(octets).NextBytes(body);
        foreach (var content in (HttpContent[])[new ByteArrayContent(body), new ReadOnlyMemoryContent(body), new StreamContent(new MemoryStream(body))])
        {
            using var response = await client.PostAsync("/echo", content).WaitAsync(Deadline);
            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal([$"{octets}"], response.TrailingHeaders.GetValues("x-octets"));
        }
    }

    [Fact]
    public async Task Hundreds_of_requests_at_once_are_all_answered()
    {
        using var client = await ClientOfServer("sockets");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i => await (await client.PostAsync("/echo", new StringContent($"{i}"))).Content.ReadAsStringAsync()));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), answers);
    }

    private async Task<HttpClient> ClientOfServer(string name)
    {
        ITransport? transport = name switch { "memory" => Network, "sockets" => new SocketTransport(), _ => null };
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new ServerOptions { Transport = transport }, Endpoints);
        return OnHandler(NewHandler(settings => settings with { Transport = transport, EndPoint = server.LocalEndPoint }));
    }

    private static void Endpoints(EndpointBuilder endpoints) => endpoints.Map("POST", "/echo", async x =>
    {
        var writer = x.RespondStreaming();
        var count = 0;
        await foreach (var chunk in x.Request.Body.ReadAllAsync())
        {
            count += chunk.Length;
            await writer.WriteAsync(chunk);
        }

        writer.Complete(Headers.Of(("x-octets", $"{count}")));
    });
}
