using System.Collections.Concurrent;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;

namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>A client, and the place where its connections arrive at servers that the test plays.</summary>
internal sealed class ClientOnWire : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly PeerListener _listener;
    private readonly Http2Client _client;
    private readonly ConcurrentBag<TestPeer> _peers = []; // some tests connect many at once
    private readonly List<Task> _responses = [];

    private ClientOnWire(PeerListener listener, Http2Client client) => (_listener, _client) = (listener, client);

    public static async Task<ClientOnWire> StartAsync(ActorSystem system, ClientNetwork network, Func<ClientSettings, ClientSettings>? change = null)
    {
        var listener = await PeerListener.BindAsync(network.Transport, network.Tls);
        var settings = system.Http2().Settings.Client;
        settings = settings with { Transport = network.Transport, EndPoint = listener.EndPoint, Tls = settings.Tls.InsecurelyAcceptingAnyCertificate() };
        return new ClientOnWire(listener, system.Http2().Client($"{network.Scheme}://localhost", change is null ? settings : change(settings)));
    }

    /// <summary>Sends a request, which opens a connection if there is none.</summary>
    public Task<Response> Send(Request request, CallOptions? options = null)
    {
        var response = _client.SendAsync(request, options ?? new CallOptions());
        _responses.Add(response);
        return response;
    }

    /// <summary>The next connection, on which nothing was said yet.</summary>
    public async Task<TestPeer> AcceptRaw()
    {
        var peer = await _listener.AcceptAsync();
        _peers.Add(peer);
        return peer;
    }

    /// <summary>The same after the handshake, with these settings of the server.</summary>
    public async Task<TestPeer> Accept(params (SettingId Id, uint Value)[] settings)
    {
        var peer = await AcceptRaw();
        await peer.Handshake(settings);
        return peer;
    }

    /// <summary>Begins to end the client: open requests have until the deadline.</summary>
    public Task<bool> Terminate() => _client.TerminateAsync(Deadline);

    /// <summary>Whatever the servers did, every request ends, and one that ends badly says so with the one exception that there is.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
            await peer.DisposeAsync();
        await _client.TerminateAsync(TimeSpan.Zero);
        await _listener.DisposeAsync();
        foreach (var response in _responses)
        {
            try
            {
                await response.WaitAsync(Deadline);
            }
            catch (Exception failure) when (failure is Http2ClientException or ArgumentException)
            {
                // a test that cares has seen it; ArgumentException: a request that was none
            }
        }
    }
}
