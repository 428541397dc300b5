using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Rfc9113.Tests.Clients;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>
/// Our client, tested by a peer that plays the server. A client connects when it has something to ask, so its first stream is a request that says nothing; it is
/// answered before the first stream that a test asks for.
/// </summary>
internal sealed class ClientUnderTest(ActorSystem system, ClientNetwork network) : ISideUnderTest
{
    private const int Opening = 1;

    private readonly Dictionary<int, Task<int>> _exchanges = [];
    private readonly List<Response> _unread = [];
    private ClientOnWire? _client;
    private int _next = Opening;

    public async Task<TestPeer> Connect()
    {
        _client = await ClientOnWire.StartAsync(system, network);
        Send(Request.Of("HEAD", "/"), Read);
        return await _client.AcceptRaw();
    }

    // RFC 9113 §6.8: streams of its peer alone, and a server begins none.
    public int LastStream(int stream) => 0;

    public Task<int> BeforeHead(TestPeer peer) => Begin(peer, Request.Get("/"), Read);

    public HeadersScript Head(int stream) => Headers(stream).Status(200);

    public async Task<int> Open(TestPeer peer)
    {
        var stream = await Begin(peer, Request.Of("POST", "/").WithBody((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)), Keep);
        await peer.Send(Head(stream));
        await _exchanges[stream];
        return stream;
    }

    public async Task<int> OpenToReceive(TestPeer peer)
    {
        var stream = await BeforeHead(peer);
        await peer.Send(Head(stream));
        return stream;
    }

    public async Task ExpectReceived(TestPeer peer, int stream, int octets) => Assert.Equal(octets, await _exchanges[stream].WaitAsync(peer.Deadline));

    public Task<int> OpenToSend(TestPeer peer, int octets) => Begin(peer, Request.Post("/", new byte[octets]), Read);

    public async Task ExpectWorks(TestPeer peer)
    {
        var stream = await OpenToReceive(peer);
        await peer.Send(Data(stream, "hello").EndStream());
        await ExpectReceived(peer, stream, 5);
    }

    /// <summary>Whatever the peer did, every response ends, and one that ends badly says so with the one exception that there is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        foreach (var exchange in _exchanges.Values)
        {
            try
            {
                await exchange.WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (Http2ClientException)
            {
                // the test is about the wire
            }
        }
    }

    public override string ToString() => $"the client over {network}";

    private async Task<int> Begin(TestPeer peer, Request request, Func<Response, Task<int>> take)
    {
        if (_exchanges.Count == 1)
            await AnswerOpening(peer);
        var stream = Send(request, take);
        await peer.ExpectHeaders(stream);
        return stream;
    }

    private async Task AnswerOpening(TestPeer peer)
    {
        await peer.ExpectHeaders(Opening);
        await peer.Send(Head(Opening).EndStream());
        await _exchanges[Opening];
    }

    private int Send(Request request, Func<Response, Task<int>> take)
    {
        var stream = _next;
        _next += 2;
        _exchanges[stream] = Run();
        return stream;

        async Task<int> Run() => await take(await _client!.Send(request));
    }

    private static async Task<int> Read(Response response) => (await response.Body.ReadToEndAsync(int.MaxValue)).Length;

    private Task<int> Keep(Response response)
    {
        _unread.Add(response); // one that nobody holds is given up
        return Task.FromResult(0);
    }
}
