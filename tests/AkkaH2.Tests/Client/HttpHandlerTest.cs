using System.Net;
using AkkaH2.Client;
using AkkaH2.Configuration;

namespace AkkaH2.Tests.Client;

/// <summary>An <see cref="HttpClient"/> on the client, and a server that is played frame by frame.</summary>
public abstract class HttpHandlerTest : ClientTest
{
    /// <summary>A handler whose every connection goes to the server that the test plays.</summary>
    protected AkkaH2HttpHandler NewHandler(Func<ClientSettings, ClientSettings>? change = null, int maxOrigins = 100)
    {
        var settings = System.Http2().Settings.Client with { Transport = Network, EndPoint = ServerEndPoint };
        return new AkkaH2HttpHandler(System, change is null ? settings : change(settings)) { MaxOrigins = maxOrigins };
    }

    /// <summary>The same for a client that asks for HTTP/2.</summary>
    protected HttpClient NewHttpClient(Func<ClientSettings, ClientSettings>? change = null) => OnHandler(NewHandler(change));

    protected static HttpClient OnHandler(HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = new Uri("http://example.com:8080"),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    protected static async Task<HttpRequestException> RequestFails(Task task) => await Assert.ThrowsAsync<HttpRequestException>(() => task.WaitAsync(Deadline));

    /// <summary>A content of unknown length, which the function writes.</summary>
    protected sealed class Streamed(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
