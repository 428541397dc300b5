using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using Xunit.Abstractions;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Heap.Tests;

/// <summary>
/// What each attack of a server (docs/security.md) makes a client hold while it lasts, or when it was ended. Twenty clients are attacked alike; the server that
/// attacks is in this process too, so its own memory counts, and the bounds are generous.
/// </summary>
[Collection(nameof(HeapCollection))]
[Trait("RFC 9113", "10.5")]
public sealed class HostileServerHeapTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;
    private const int Clients = 20;
    private const int Flood = 3_000; // frames: beyond every budget

    private static readonly TransportSettings Settings = new(Backlog: 64, ReceiveBufferSize: 64 * KiB);

    private readonly ActorSystem _system = ActorSystem.Create("heap", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(Http2.DefaultConfig));
    private readonly MemoryTransport _network = new();
    private readonly List<object> _held = []; // clients, servers and responses: all that the application would hold too
    private ITransportListener _listener = null!;

    public async Task InitializeAsync() => _listener = await _network.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings);

    public async Task DisposeAsync()
    {
        foreach (var server in _held.OfType<TestPeer>())
            await server.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public Task A_flood_of_settings() => HoldsLittle(() => Frames.Settings((SettingId.MaxConcurrentStreams, 100)));

    [Fact]
    public Task A_flood_of_pings() => HoldsLittle(() => Ping(1));

    [Fact]
    public Task A_flood_of_GOAWAY_with_long_debug_data() => HoldsLittle(() => Raw(FrameType.GoAway, FrameFlags.None, 0, [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, .. new byte[10_000]]));

    [Fact]
    public Task A_flood_of_large_informational_responses() => HoldsLittle(() => Headers(1).Status(103).Field("link", new string('~', 10_000)));

    [Fact]
    public Task A_flood_of_large_frames_of_unknown_types() => HoldsLittle(() => Raw((FrameType)0xfe, FrameFlags.None, 1, new byte[10_000]));

    [Fact]
    public Task CONTINUATION_without_end() => HoldsLittle(() => Continuation(1, new byte[10_000]), Headers(1).Status(200).Unfinished());

    [Fact]
    public Task A_head_that_grows_from_few_octets()
    {
        byte[] large = [0x88, 0x40, 0x01, (byte)'a', 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'~', 4_000)]; // :status 200, then a field of 4,000 octets that the table keeps
        byte[] bomb = [.. large, .. Enumerable.Repeat((byte)0xbe, 12_000)]; // and that field 12,000 times: 48 MB
        return Holds(256 * KiB, async server =>
        {
            await server.Send(Headers(1).Block(bomb).EndStream());
            await server.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
        });
    }

    /// <summary>The window of a stream is 256 KiB: so much is held where nobody reads, and no more is taken.</summary>
    [Fact]
    public Task Content_that_nobody_reads() => Holds(1 * MiB, async server =>
    {
        await server.Send(Headers(1).Status(200));
        for (var sent = 0; sent < 256 * KiB; sent += 16 * KiB)
            await server.Send(Data(1, new byte[16 * KiB]));
        await server.ExpectAlive();
    });

    /// <summary>The window of a connection is 8 MiB, whatever the number of its streams.</summary>
    [Fact]
    public Task Content_of_many_streams_that_nobody_reads() => Holds(9 * MiB, requests: 40, attack: async server =>
    {
        for (var stream = 1; stream < 80; stream += 2)
            await server.Send(Headers(stream).Status(200));
        for (var sent = 0; sent < 8 * MiB; sent += 16 * KiB)
            await server.Send(Data(1 + (2 * (sent / (16 * KiB) % 40)), new byte[16 * KiB]));
        await server.ExpectAlive();
    });

    /// <summary>A hundred promises at most are held, and their responses have a window each, and one together.</summary>
    [Fact]
    public Task Promises_that_are_never_kept() => Holds(2 * MiB, takesPushes: true, attack: async server =>
    {
        for (var promised = 2; promised <= 1_000; promised += 2)
            await server.Send(Headers(1).Request("GET", $"/{promised}", "http", "example.com:8080").Field("x-field", new string('~', 10_000)).Promise(promised));
        await server.ExpectAlive();
    });

    private Task HoldsLittle(Func<FrameScript> frame, params FrameScript[] before) => Holds(64 * KiB, async server =>
    {
        try
        {
            await server.Send(before);
            for (var sent = 0; sent < Flood; sent += 100)
                await server.Send([.. Enumerable.Range(0, 100).Select(_ => frame())]);
        }
        catch (IOException)
        {
            // the client has closed
        }

        await server.ExpectClosed();
        await server.DisposeAsync();
        _held.Remove(server); // the connection is gone: what the client holds is left, without the log of this peer
    });

    /// <summary>What is held when whatever ended is through with ending: no less after a quarter of a second.</summary>
    private static async Task<long> Settled()
    {
        for (var held = long.MaxValue; ;)
        {
            GC.WaitForPendingFinalizers();
            var now = GC.GetTotalMemory(forceFullCollection: true);
            if (now > held - (64 * KiB))
                return now;

            held = now;
            await Task.Delay(250);
        }
    }

    private async Task Holds(int most, Func<TestPeer, Task> attack, int requests = 1, bool takesPushes = false)
    {
        await Attacked(); // what is made once is made now
        var before = await Settled();
        for (var i = 0; i < Clients; i++)
            await Attacked();
        var held = (await Settled() - before) / Clients;

        output.WriteLine($"{held:#,0} octets a client");
        Assert.InRange(held, long.MinValue, most);

        async Task Attacked()
        {
            var settings = _system.Http2().Settings.Client with { Transport = _network, EndPoint = _listener.LocalEndPoint };
            var client = _system.Http2().Client("http://example.com:8080", takesPushes ? settings with { OnPush = promise => _held.Add(promise.Accept()) } : settings);
            var responses = Enumerable.Range(0, requests).Select(_ => client.SendAsync(Request.Get("/"))).ToArray();
            var server = new TestPeer(new TransportStream((await _listener.AcceptAsync())!), PeerRole.Server) { IsReferee = false };
            _held.AddRange([client, server, responses]);
            await server.Handshake();
            for (var stream = 1; stream < 2 * requests; stream += 2)
                await server.ExpectHeaders(stream);
            await attack(server);
        }
    }
}

/// <summary>One test at a time: each measures the whole heap.</summary>
[CollectionDefinition(nameof(HeapCollection), DisableParallelization = true)]
public sealed class HeapCollection;
