using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.TestKit.Poison;
using AkkaH2.Tests.Server.Octets;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Sockets;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Server;

public sealed class ForeignOctetsTestsOnSockets() : ForeignOctetsTests("sockets");

public sealed class ForeignOctetsTestsOnAkkaIo() : ForeignOctetsTests("akka-io");

public sealed class ForeignOctetsTestsOverTlsOnSockets() : ForeignOctetsTests("sockets", tls: true);

public sealed class ForeignOctetsTestsOverTlsOnAkkaIo() : ForeignOctetsTests("akka-io", tls: true);

public sealed class ForeignOctetsTestsInMemory() : ForeignOctetsTests("memory");

/// <summary>
/// Clients that finish, reset, half-close, stall and vanish, all at once, over buffers that are poisoned when they are returned. Every octet, in
/// both directions, names its connection, its stream and its place: nothing foreign comes, and no poison.
/// </summary>
public abstract class ForeignOctetsTests(string transport, bool tls = false) : ServerTest(transport)
{
    private const int Rounds = 2;
    private const int ClientsOfAKind = 6;
    private const int LargeWindow = 1 << 30;

    private readonly string _transport = transport;
    private readonly bool _tls = tls;
    private readonly MemoryTransport _memory = new();
    private readonly ConcurrentQueue<string> _faults = [];
    private int _connections;
    private int _whole;

    // Resets are what this is about, and no attack; adaptive windows would only change how much is under way.
    protected override string Hocon => "akka.h2 { reset-burst = 100000, glitch-burst = 100000, idle-stream-actors = 4 }";

    [Fact]
    public async Task Nobody_gets_an_octet_of_anothers()
    {
        var (returned, known) = (PoisonedPool.Instance.Returned, PoisonedPool.Instance.Faults.Count);
        var watched = new WatchedTransport(Inner(), _faults);
        var secure = _tls ? System.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] } : null;
        var address = new ServerAddress(new IPEndPoint(IPAddress.Loopback, 0), secure);
        var server = await System.Http2().BindAsync(address, new ServerOptions { Transport = watched }, Endpoints);
        for (var round = 0; round < Rounds; round++) await Mix(server, new Random(round)).WaitAsync(TestDeadline);

        Assert.Empty(_faults);
        Assert.Empty(PoisonedPool.Instance.Faults.Skip(known));
        Assert.True(_whole >= 2 * Rounds * ClientsOfAKind, $"{_whole} clients have had all that they asked for");
        Assert.True(watched.Writes is { All: > 300, Pending: > 0 }, $"{watched.Writes} are not the writes that this is about");
        Assert.True(PoisonedPool.Instance.Returned > returned + 300, "the buffers of the server are not from the poisoned pool");
    }

    private async Task Mix(ServerBinding server, Random random)
    {
        // Those who do not read come first: their responses fill every buffer on the way and stay pending while the others are served.
        var unread = await Task.WhenAll(Clients(random, seed => BeginUnread(server, seed)));
        await Task.WhenAll([
            .. Clients(random, seed => Whole(server, seed)),
            .. Clients(random, seed => Resetting(server, seed)),
            .. Clients(random, seed => HalfClosing(server, seed)),
            .. Clients(random, seed => Starved(server, seed)),
            .. Clients(random, seed => Aborting(server, seed)),
        ]);
        await Task.WhenAll([.. unread.Select(client => EndUnread(client, random)), .. Clients(random, seed => Whole(server, seed))]);
    }

    private static IEnumerable<Task<T>> Clients<T>(Random random, Func<Random, Task<T>> client) =>
        [.. Enumerable.Range(0, ClientsOfAKind).Select(_ => new Random(random.Next())).Select(seed => Task.Run(() => client(seed)))];

    private static IEnumerable<Task> Clients(Random random, Func<Random, Task> client) => Clients(random, async seed =>
    {
        await client(seed);
        return 0;
    });

    private ITransport Inner() => _transport switch
    {
        "memory" => _memory,
        "akka-io" => new AkkaIoTransport(System),
        _ => new SocketTransport(),
    };

    private async Task<Stream> ConnectStream(EndPoint endPoint)
    {
        if (_transport == "memory") return new TransportStream(await _memory.ConnectAsync(endPoint, new TransportSettings(Backlog: 16, ReceiveBufferSize: 64 * 1024)));

        // A small window of TCP's own: the server's writes are soon left pending.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(endPoint);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return _tls ? await TlsPeer.Secure(stream) : stream;
    }

    private async Task<Witness> Connect(ServerBinding server, int window)
    {
        var client = new Witness(await ConnectStream(server.LocalEndPoint), Interlocked.Increment(ref _connections), _faults);
        await client.Begin(window);
        return client;
    }

    private async Task Whole(ServerBinding server, Random random)
    {
        await using var client = await Connect(server, LargeWindow);
        for (var i = 0; i < 3; i++)
        {
            var streams = await Ask(client, random, 8);
            await client.ReadToEndOf(streams);
            if (!streams.All(client.HasEnded)) return;
        }

        Interlocked.Increment(ref _whole);
    }

    private async Task Resetting(ServerBinding server, Random random)
    {
        await using var client = await Connect(server, LargeWindow);
        for (var i = 0; i < 6; i++)
        {
            var streams = await Ask(client, random, 6);
            await client.ReadSome(streams[0], random.Next(20_000));
            foreach (var stream in streams.Where(_ => random.Next(2) == 0)) await client.Reset(stream);
        }
    }

    private async Task HalfClosing(ServerBinding server, Random random)
    {
        await using var client = await Connect(server, LargeWindow);
        var streams = await Ask(client, random, 10);
        await client.ReadSome(streams[0], random.Next(50_000));
        await client.HalfClose();
        await client.ReadToEnd();
    }

    /// <summary>Its windows let little through; it leaves with responses and uploads under way.</summary>
    private async Task Starved(ServerBinding server, Random random)
    {
        await using var client = await Connect(server, window: random.Next(1, 3_000));
        var streams = await Ask(client, random, 10);
        await client.ReadSome(streams[^1], 1);
        if (random.Next(2) == 0) await client.HalfClose();
    }

    private async Task Aborting(ServerBinding server, Random random)
    {
        var client = await Connect(server, LargeWindow);
        var streams = await Ask(client, random, 10);
        await client.ReadSome(streams[random.Next(streams.Count)], random.Next(100_000));
        client.Abort();
    }

    private async Task<Witness> BeginUnread(ServerBinding server, Random random)
    {
        var client = await Connect(server, LargeWindow);
        for (var i = 0; i < 4; i++) await client.Get("octets", random.Next(500_000, 1_500_000));
        return client;
    }

    /// <summary>It reads at last, and in the midst of that says that it has no more to send: the server ends the connection while a write is pending.</summary>
    private static async Task EndUnread(Witness client, Random random)
    {
        await using (client)
        {
            await client.ReadSome(1, random.Next(200_000));
            await Task.WhenAll(client.ReadToEnd(), Task.Run(client.HalfClose));
        }
    }

    private static async Task<List<int>> Ask(Witness client, Random random, int count)
    {
        var streams = new List<int>();
        for (var i = 0; i < count; i++)
        {
            streams.Add(random.Next(4) switch
            {
                0 => await client.Get("octets", random.Next(200_000)),
                1 => await client.Get("pieces", random.Next(200_000)),
                2 => await client.Get("stream", random.Next(60_000)),
                _ => await client.Post(random.Next(1, 40_000)),
            });
        }

        return streams;
    }

    private void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/octets/{owner}/{count}", Whole)
        .Map("GET", "/pieces/{owner}/{count}", Pieces)
        .Map("GET", "/stream/{owner}/{count}", Copied)
        .Map("POST", "/echo/{owner}", Echo);

    private static Headers Head(Exchange x) => Headers.Of(("x-owner", Named.Text(x.Route["owner"], 100 + x.Route["owner"].Length % 3 * 300)));

    private static void Whole(Exchange x) =>
        x.Respond(Response.Octets(Named.Octets(x.Route["owner"], 0, int.Parse(x.Route["count"]))) with { Headers = Head(x) });

    private static async Task Pieces(Exchange x)
    {
        var (owner, count) = (x.Route["owner"], int.Parse(x.Route["count"]));
        var body = x.RespondStreaming(headers: Head(x));
        for (var sent = 0; sent < count; sent += 1_000)
        {
            // Half of it is copied and gathered, half is lent by owners that let others write into the memory once they have it back.
            var piece = Named.Octets(owner, sent, Math.Min(1_000, count - sent));
            if (sent / 1_000 % 2 == 0)
                await body.WriteAsync(piece);
            else
                await body.LendAsync(Rented.Copy(piece, out var rented), rented);
        }

        body.Complete(Headers.Of(("x-owner", Named.Text(owner, 2_000))));
    }

    private static async Task Copied(Exchange x)
    {
        var (owner, count) = (x.Route["owner"], int.Parse(x.Route["count"]));
        await using var body = x.RespondStreaming(headers: Head(x)).AsStream();
        var buffer = new byte[3_000];
        for (var sent = 0; sent < count; sent += buffer.Length)
        {
            var piece = Named.Octets(owner, sent, Math.Min(buffer.Length, count - sent));
            piece.CopyTo(buffer, 0);
            await body.WriteAsync(buffer.AsMemory(0, piece.Length)); // the stream copies: this buffer is used again at once
        }
    }

    private async Task Echo(Exchange x)
    {
        var owner = x.Route["owner"];
        var body = x.RespondStreaming(headers: Head(x));
        var received = 0L;
        await foreach (var chunk in x.Request.Body.ReadAllAsync())
        {
            if (Named.Foreign(owner, received, chunk.Span) is { } foreign) _faults.Enqueue($"in the request: {foreign}");
            received += chunk.Length;
            await body.LendAsync(chunk);
        }
    }

    /// <summary>Memory out of the poisoned pool: what is read of it after its return is poison.</summary>
    private sealed class Rented(byte[] array) : IDisposable
    {
        public static ReadOnlyMemory<byte> Copy(byte[] octets, out Rented rented)
        {
            var array = PoisonedPool.Instance.Rent(octets.Length);
            octets.CopyTo(array, 0);
            rented = new Rented(array);
            return array.AsMemory(0, octets.Length);
        }

        public void Dispose() => PoisonedPool.Instance.Return(array);
    }
}
