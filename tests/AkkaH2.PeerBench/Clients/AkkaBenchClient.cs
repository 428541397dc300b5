using System.Buffers;
using Akka.Actor;
using AkkaH2.Client;

namespace AkkaH2.PeerBench.Clients;

/// <summary>The client of AkkaH2 as it is.</summary>
internal sealed class AkkaBenchClient(ActorSystem system, Uri origin) : IBenchClient
{
    private const int BufferSize = 64 * 1024;

    private readonly Http2Client _client = system.Http2().Client($"{origin.Scheme}://{origin.Authority}", system.Http2().Settings.Client with { MaxConnections = 1 });

    public Task<long> GetAsync(string path) => SendAsync(Request.Get(path));

    public Task<long> PostAsync(string path, byte[] body) => SendAsync(Request.Post(path, body));

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    private async Task<long> SendAsync(Request request)
    {
        using var response = await _client.SendAsync(request);
        if (response.Body.Length is { } length)
            return response.Status == 200 ? length : -1;

        await using var body = response.Body.AsStream();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long octets = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
            octets += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return response.Status == 200 ? octets : -1;
    }
}
