using System.Net;
using AkkaH2.Server;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ConnectionInfoTests : ServerTest
{
    [Fact]
    public async Task Exchanges_of_one_connection_share_what_is_known_of_it_and_the_applications_values()
    {
        List<ConnectionInfo> seen = [];
        var server = await Bind(e => e.Map("GET", "/", x =>
        {
            seen.Add(x.Connection);
            var visits = (int)x.Connection.Items.AddOrUpdate("visits", 1, (_, before) => (int)before! + 1)!;
            x.Respond($"stream {x.Stream}, visit {visits}");
        }));
        var peer = await Connect(server);

        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("stream 1, visit 1", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Get("/").EndStream());
        Assert.Equal("stream 3, visit 2", (await peer.ExpectResponse(3)).Text);

        Assert.Same(seen[0], seen[1]);
        Assert.Equal((ConnectionProtocol.Http2, server.LocalEndPoint), (seen[0].Protocol, seen[0].LocalEndPoint));
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)seen[0].RemoteEndPoint).Address);
    }

    [Fact]
    public async Task Each_connection_has_a_path_of_its_own()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond($"{x.Connection.Path}")));
        HashSet<string> paths = [];
        for (var i = 0; i < 3; i++)
        {
            var peer = await Connect(server);
            await peer.Send(Headers(1).Get("/").EndStream());
            Assert.True(paths.Add((await peer.ExpectResponse(1)).Text));
        }
    }
}
