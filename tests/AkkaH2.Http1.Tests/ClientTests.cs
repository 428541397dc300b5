using System.Net;

namespace AkkaH2.Http1.Tests;

/// <summary>.NET's own client.</summary>
public sealed class ClientTests() : Http1Test("sockets")
{
    [Fact]
    public async Task Both_protocols_are_served_on_one_port()
    {
        using var client = new HttpClient();
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond($"{x.Connection.Protocol}")));
        var port = ((IPEndPoint)server.LocalEndPoint).Port;
        foreach (var version in new[] { "1.1", "2.0" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/")
            {
                Version = Version.Parse(version),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await client.SendAsync(request);
            Assert.Equal(version == "2.0" ? "Http2" : "Http1", await response.Content.ReadAsStringAsync());
        }
    }
}
