using System.Net;

namespace AkkaH2.Tests.Server;

public sealed class AcceptFilterTestsOnSockets() : AcceptFilterTests("sockets");

public sealed class AcceptFilterTestsOnAkkaIo() : AcceptFilterTests("akka-io");

public sealed class AcceptFilterTestsOverTls() : AcceptFilterTests("sockets", tls: true);

/// <summary>Connections that a filter of the application does not accept.</summary>
public abstract class AcceptFilterTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private volatile bool _accepts;

    protected override string Hocon => "akka.h2.max-connections = 2";

    [Fact]
    public async Task They_are_closed_at_once_and_take_no_place()
    {
        System.Http2().AddAcceptFilter(peer => _accepts && peer is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address));
        var server = await Bind(e => e.Map("GET", "/", _ => Response.Text("ok")));
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => Connect(server));
        _accepts = true;
        await (await Connect(server)).ExpectAlive();
    }

    [Fact]
    public async Task All_filters_have_to_accept_a_connection()
    {
        System.Http2().AddAcceptFilter(_ => true);
        System.Http2().AddAcceptFilter(_ => _accepts);
        System.Http2().AddAcceptFilter(_ => true);
        var server = await Bind(e => e.Map("GET", "/", _ => Response.Text("ok")));
        await Assert.ThrowsAnyAsync<Exception>(() => Connect(server));
        _accepts = true;
        await (await Connect(server)).ExpectAlive();
    }

    [Fact]
    public async Task A_filter_that_fails_refuses_the_connection_and_ends_nothing()
    {
        System.Http2().AddAcceptFilter(_ => _accepts ? true : throw new InvalidOperationException("broken"));
        var server = await Bind(e => e.Map("GET", "/", _ => Response.Text("ok")));
        _accepts = true;
        var peer = await Connect(server);
        _accepts = false;
        await Assert.ThrowsAnyAsync<Exception>(() => Connect(server));
        await peer.ExpectAlive();
    }
}
