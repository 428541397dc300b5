using System.Net;

namespace AkkaH2.Interop.Tests;

/// <summary>HttpClient that speaks HTTP/2 with prior knowledge, over one connection unless a test adjusts that.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient _http;

    public Client(Uri server, Action<SocketsHttpHandler>? adjust = null)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false, UseProxy = false };
        adjust?.Invoke(handler);
        _http = new HttpClient(handler)
        {
            BaseAddress = server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Deadlines.Tool,
        };
    }

    /// <summary>The answer as soon as its head is there.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? body = null, CancellationToken cancel = default) =>
        SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = body }, cancel);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel = default)
    {
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    public Task<string> GetStringAsync(string path) => _http.GetStringAsync(path);

    public void Dispose() => _http.Dispose();
}
