using System.Buffers;
using System.Net;

namespace AkkaH2.PeerBench.Clients;

/// <summary>A message handler of System.Net.Http, used as HttpClient uses it, but without what HttpClient itself costs.</summary>
internal sealed class HandlerBenchClient(HttpMessageHandler handler, Uri origin) : IBenchClient
{
    private const int BufferSize = 64 * 1024;

    private readonly HttpMessageInvoker _client = new(handler);

    public Task<long> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(origin, path)));

    public Task<long> PostAsync(string path, byte[] body) => SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(origin, path)) { Content = new ByteArrayContent(body) });

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<long> SendAsync(HttpRequestMessage request)
    {
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var response = await _client.SendAsync(request, CancellationToken.None);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long octets = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
            octets += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return response.StatusCode == HttpStatusCode.OK ? octets : -1;
    }
}
