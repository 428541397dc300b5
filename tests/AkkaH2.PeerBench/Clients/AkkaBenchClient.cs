using Akka.Actor;
using AkkaH2.Client;

namespace AkkaH2.PeerBench.Clients;

/// <summary>The client of AkkaH2 as it is.</summary>
internal sealed class AkkaBenchClient(ActorSystem system, Uri origin) : IBenchClient
{
    private readonly Http2Client _client = system.Http2().Client($"{origin.Scheme}://{origin.Authority}", system.Http2().Settings.Client with { MaxConnections = 1 });

    public Task<long> GetAsync(string path) => SendAsync(Request.Get(path));

    public Task<long> PostAsync(string path, byte[] body) => SendAsync(Request.Post(path, body));

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    private async Task<long> SendAsync(Request request)
    {
        using var response = await _client.SendAsync(request);
        if (response.Body.Length is { } length)
            return response.Status == 200 ? length : -1;

        long octets = 0;
        await foreach (var chunk in response.Body)
            octets += chunk.Length;
        return response.Status == 200 ? octets : -1;
    }
}
