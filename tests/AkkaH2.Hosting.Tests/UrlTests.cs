using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Hosting.Tests;

/// <summary>Addresses as URLs.</summary>
public sealed class UrlTests : HostTest
{
    [Theory]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:")]
    [InlineData("http://*:0", "http://[::]:")]
    [InlineData("http://[::1]:0", "http://[::1]:")]
    [InlineData("https://127.0.0.1:0/", "https://127.0.0.1:")]
    [InlineData("http://127.0.0.1:0; http://127.0.0.1:0", "http://127.0.0.1:", "http://127.0.0.1:")]
    public async Task A_server_listens_there(string urls, params string[] bound)
    {
        var pfx = Path.GetTempFileName();
        await File.WriteAllBytesAsync(pfx, SelfSigned.Pfx("secret"));
        var host = await Start(
            (akka, configuration) => akka.WithHttp2(configuration, http => http.Listen(urls)), null, ("AkkaH2:Tls:Certificates:0:Pfx", pfx), ("AkkaH2:Tls:Certificates:0:Password", "secret"));
        File.Delete(pfx);

        Assert.Equal(bound, Server(host).Urls.Select(url => url[..(url.LastIndexOf(':') + 1)]));
    }

    [Fact]
    public async Task A_path_of_a_Unix_domain_socket_is_one()
    {
        var path = Path.Combine(Path.GetTempPath(), $"akkah2-{Guid.NewGuid():N}.sock");
        var host = await Start(akka => akka.WithHttp2(http => http.Listen($"http://unix:{path}").Map("GET", "/", x => x.Respond("over a path"))));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        Assert.Equal("over a path", await client.GetStringAsync("http://localhost/"));
        Assert.Equal([$"http://unix:{path}"], Server(host).Urls);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost:8080")]
    [InlineData("http://localhost:8080/path")]
    [InlineData("http://localhost:eighty")]
    [InlineData("http://localhost:65536")]
    public async Task What_is_no_such_URL_is_named(string url)
    {
        var why = await ExpectNoStart<ArgumentException>((akka, _) => akka.WithHttp2(http => http.Listen($"http://127.0.0.1:0;{url}")));

        Assert.StartsWith($"\"{url}\" is not where a server can listen: give a scheme, a host and a port, such as http://localhost:8080 or https://*:8443.", why.Message);
    }
}
