namespace AkkaH2.Rfc9113.Tests;

/// <summary>Tests of one section of RFC 9113 against a running server, on every transport, each time on a connection of its own.</summary>
[Collection(nameof(TestServer))]
public abstract class SectionTests(TestServer server)
{
    /// <summary>The three ways to respond: where a rule is about a response it holds for each of them. Each has a small answer, and a big one at "/big".</summary>
    public static TheoryData<string> Ways => ["/string", "/octets", "/streaming"];

    protected TestServer Server => server;

    /// <summary>Connects and runs the test; the test begins with the preface.</summary>
    private protected Task WithServer(Func<TestPeer, Task> test) => OnEach(server.Servers, (peer, _) => test(peer));

    /// <summary>The same after the handshake.</summary>
    private protected Task WithConnection(Func<TestPeer, Task> test) => WithServer(async peer =>
    {
        await peer.Handshake();
        await test(peer);
    });

    /// <summary>The server answers a request on this stream as if nothing had been.</summary>
    private protected static async Task ExpectServed(TestPeer peer, int stream)
    {
        await peer.Send(Headers(stream).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
    }

    /// <summary>So much of the content comes, in however many frames.</summary>
    private protected static async Task ExpectContent(TestPeer peer, int stream, string text)
    {
        var received = "";
        while (received.Length < text.Length) received += System.Text.Encoding.UTF8.GetString((await peer.ExpectData(stream)).Data.Span);
        Assert.Equal(text, received);
    }

    private protected static async Task OnEach(IEnumerable<ISideUnderTest> sides, Func<TestPeer, ISideUnderTest, Task> test)
    {
        foreach (var side in sides)
        {
            try
            {
                await using (side)
                await using (var peer = await side.Connect())
                    await test(peer, side);
            }
            catch (Exception failure)
            {
                throw new TestPeerException($"{side}: {failure.Message}", failure);
            }
        }
    }
}

/// <summary>One server for all tests.</summary>
[CollectionDefinition(nameof(TestServer))]
public sealed class TestServerCollection : ICollectionFixture<TestServer>;
