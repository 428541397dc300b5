namespace AkkaH2.Rfc9113.Tests;

/// <summary>Our server, tested by a peer that plays the client.</summary>
internal sealed class ServerUnderTest(string transport, Func<Task<TestPeer>> connect) : ISideUnderTest
{
    public Task<TestPeer> Connect() => connect();

    public int LastStream(int stream) => stream;

    public Task<int> BeforeHead(TestPeer peer) => Task.FromResult(peer.NewStream());

    public HeadersScript Head(int stream) => Headers(stream).Post("/count");

    public async Task<int> Open(TestPeer peer)
    {
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Post("/slow"));
        return stream;
    }

    public async Task<int> OpenToReceive(TestPeer peer)
    {
        var stream = peer.NewStream();
        await peer.Send(Head(stream));
        return stream;
    }

    public async Task ExpectReceived(TestPeer peer, int stream, int octets) =>
        Assert.Equal(octets.ToString(), (await peer.ExpectResponse(stream)).Text);

    public async Task<int> OpenToSend(TestPeer peer, int octets)
    {
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Get($"/bytes/{octets}").EndStream());
        await peer.ExpectHeaders(stream);
        return stream;
    }

    public async Task ExpectWorks(TestPeer peer)
    {
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override string ToString() => $"the server over {transport}";
}
