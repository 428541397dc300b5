using AkkaH2.Client;
using AkkaH2.Configuration;

namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>Tests of one section of RFC 9113 against a client, on every transport, each time with a client of its own and servers that the test plays.</summary>
[Collection(nameof(TestServer))]
public abstract class ClientSectionTests(TestServer server)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    /// <summary>A client that has nothing to do yet, so it has no connection.</summary>
    private protected async Task WithClient(Func<ClientOnWire, Task> test, Func<ClientSettings, ClientSettings>? change = null)
    {
        foreach (var network in server.Networks)
        {
            try
            {
                await using var client = await ClientOnWire.StartAsync(server.System, network, change);
                await test(client);
            }
            catch (Exception failure)
            {
                throw new TestPeerException($"the client over {network}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>The client has sent this request, on stream 1, and the handshake is done.</summary>
    private protected Task OnRequest(Request request, Func<TestPeer, Task<Response>, Task> test) => WithClient(async client =>
    {
        var response = client.Send(request);
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await test(peer, response);
    });

    /// <summary>The client has asked for "/" by GET.</summary>
    private protected Task OnRequest(Func<TestPeer, Task<Response>, Task> test) => OnRequest(Request.Get("/"), test);

    /// <summary>The answer to a GET, whatever precedes its end, is malformed: a stream error, and the application is told.</summary>
    private protected Task IsMalformed(params FrameScript[] answer) => OnRequest(async (peer, response) =>
    {
        await peer.Send(answer);
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        Assert.Equal(ClientErrorKind.MalformedResponse, (await Fails(response)).Kind);
    });

    /// <summary>The peer answers on this stream, and the application gets it.</summary>
    private protected static async Task ExpectAnswered(TestPeer peer, int stream, Task<Response> response)
    {
        await peer.Send(Headers(stream).Status(200), Data(stream, "hello").EndStream());
        Assert.Equal("hello", await Text(response));
    }

    /// <summary>The text of a response that is read to its end.</summary>
    private protected static async Task<string> Text(Task<Response> response) => await (await response.WaitAsync(Deadline)).Body.ReadTextAsync(100_000).WaitAsync(Deadline);

    /// <summary>The request fails, or the body of its response does.</summary>
    private protected static Task<Http2ClientException> Fails(Task<Response> response) => Assert.ThrowsAsync<Http2ClientException>(() => Text(response));
}
