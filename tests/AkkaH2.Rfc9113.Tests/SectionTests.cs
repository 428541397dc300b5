namespace AkkaH2.Rfc9113.Tests;

/// <summary>Tests of one section of RFC 9113 against a running server, on every transport, each time on a connection of its own.</summary>
[Collection(nameof(TestServer))]
public abstract class SectionTests(TestServer server)
{
    /// <summary>Connects and runs the test; the test begins with the preface.</summary>
    protected async Task WithServer(Func<TestPeer, Task> test)
    {
        foreach (var (transport, connect) in server.Doors)
        {
            try
            {
                await using var peer = await connect();
                await test(peer);
            }
            catch (Exception failure)
            {
                throw new TestPeerException($"over {transport}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>The same after the handshake.</summary>
    protected Task WithConnection(Func<TestPeer, Task> test) => WithServer(async peer =>
    {
        await peer.Handshake();
        await test(peer);
    });

    /// <summary>The server answers a request on this stream as if nothing had been.</summary>
    protected static async Task ExpectServed(TestPeer peer, int stream)
    {
        await peer.Send(Headers(stream).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
    }
}

/// <summary>One server for all tests.</summary>
[CollectionDefinition(nameof(TestServer))]
public sealed class TestServerCollection : ICollectionFixture<TestServer>;
