using System.Net;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>The showcase's routes are fixed; one whose capability is not there yet says so with 501.</summary>
public abstract class ToComeTests(InteropServer server)
{
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("GET", "/connections")]
    public async Task A_route_to_come_is_501(string method, string path)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class ToComeOnAkkaIo(AkkaIoServer server) : ToComeTests(server);

[Collection(OnSockets.Name)]
public sealed class ToComeOnSockets(SocketsServer server) : ToComeTests(server);
