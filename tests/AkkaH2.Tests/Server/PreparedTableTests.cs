using System.Net;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>A table of endpoints that is filled before its server is bound.</summary>
public sealed class PreparedTableTests : ServerTest
{
    private static readonly ServerAddress[] AnyPort = [new IPEndPoint(IPAddress.Loopback, 0)];

    [Fact]
    public async Task It_answers()
    {
        var table = new EndpointBuilder(System).Map("GET", "/", x => x.Respond("prepared"));
        var peer = await Connect(await System.Http2().BindAsync(AnyPort, new ServerOptions(), table));

        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("prepared", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task It_has_one_server()
    {
        var table = new EndpointBuilder(System);
        await System.Http2().BindAsync(AnyPort, new ServerOptions(), table);

        var why = await Assert.ThrowsAsync<InvalidOperationException>(() => System.Http2().BindAsync(AnyPort, new ServerOptions(), table));
        Assert.Equal("These endpoints have a server already: another one needs a table of its own.", why.Message);
    }

    [Fact]
    public async Task It_may_be_bound_elsewhere_when_the_first_address_is_taken()
    {
        var first = await System.Http2().BindAsync(AnyPort, new ServerOptions(), new EndpointBuilder(System));
        var table = new EndpointBuilder(System);

        await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync([first.LocalEndPoint], new ServerOptions(), table));
        Assert.NotEqual(first.LocalEndPoint, (await System.Http2().BindAsync(AnyPort, new ServerOptions(), table)).LocalEndPoint);
    }

    [Theory]
    [InlineData("unbind")]
    [InlineData("terminate")]
    [InlineData("the system ends")]
    public async Task A_binding_accepts_until_it_is_told_to_end(string how)
    {
        var server = await Bind(_ => { });
        Assert.True(server.IsAccepting);

        await (how switch
        {
            "unbind" => server.UnbindAsync(),
            "terminate" => server.TerminateAsync(),
            _ => System.Terminate(),
        });
        Assert.False(server.IsAccepting);
    }
}
