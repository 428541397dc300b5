using System.Net;
using AkkaH2.Actors;
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
