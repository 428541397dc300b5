using System.Net;
using Akka.Event;
using AkkaH2.Actors;
using AkkaH2.Server;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Http1.Tests;

/// <summary>The engine of a system, from its first connection to the system's end.</summary>
public sealed class EngineTests() : Http1Test("memory")
{
    /// <summary>A connection that comes too late is let go of at once.</summary>
    [Fact]
    public async Task Kestrel_has_stopped_when_its_system_has_terminated()
    {
        var engine = System.Http1();
        Assert.Equal("hello", (await Ask(e => e.Map("GET", "/", x => x.Respond("hello")), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Body);

        await System.Terminate().WaitAsync(Deadline);

        var (nowhere, settings) = (new IPEndPoint(IPAddress.Loopback, 0), new TransportSettings(Backlog: 16, ReceiveBufferSize: 64 * 1024));
        var (_, late) = MemoryConnection.Pair(nowhere, nowhere, settings, settings);
        Assert.True(engine.Serve(late, new Http1Handler(Akka.Actor.ActorRefs.Nobody, isTls: false, callback => callback)).Completion.IsCompleted);
    }
}

/// <summary>The rates over the shortest period that the settings allow.</summary>
public sealed class ShortestPeriodTests() : Http1Test("memory")
{
    protected override string Hocon => "akka.h2 { minimum-body-rate.period = 1s, minimum-response-rate.period = 1s }";

    [Fact]
    public async Task A_rate_may_be_measured_over_one_second() =>
        Assert.Equal("hello", (await Ask(e => e.Map("GET", "/", x => x.Respond("hello")), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Body);
}

/// <summary>An engine that cannot serve.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class BrokenEngineTests() : Http1Test("memory")
{
    protected override string Hocon => "akka.h2.max-connections = 1";

    protected override int Complaints => 2;

    [Fact]
    public async Task Its_connections_are_closed_and_neither_counted_nor_in_the_way_of_others()
    {
        using var listening = new Listening();
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("hello")), new ServerOptions { Http1 = new Broken() });
        for (var connections = 0; connections < 2; connections++)
        {
            var peer = await Connect(server);
            await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("", await peer.ReadToEnd());
        }

        await listening.ExpectAsync("akkah2.server.connections.active", _ => listening.Sum("akkah2.server.connections.opened") == 2 && listening.Sum("akkah2.server.connections.active") == 0);
        Assert.All(await Logged(), said => Assert.Null(Assert.IsType<Error>(said).Cause));
    }

    private sealed class Broken : IHttp1Engine
    {
        public IHttp1Connection Serve(ITransportConnection transport, IHttp1Handler handler) => throw new InvalidOperationException("broken");
    }
}

/// <summary>Times that are longer than Kestrel counts: 27,000 years.</summary>
public sealed class LongTimesTests() : Http1Test("memory")
{
    protected override string Hocon => """
        akka.h2 {
          headers-timeout = 10000000d
          idle-timeout = 10000000d
          request-timeout = 10000000d
          max-connection-age = 10000000d
          minimum-body-rate.period = 10000000d
          minimum-response-rate.period = 10000000d
        }
        """;

    [Fact]
    public async Task Very_long_times_are_no_limits()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => x.Respond(await x.Request.Body.ReadTextAsync(limit: 10))));
        for (var request = 0; request < 2; request++)
        {
            await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            Assert.Equal("hello", (await peer.Receive()).Body);
        }
    }
}
