using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Tests.Tls;
using AkkaH2.Tests.Transports;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Sockets;
using AkkaH2.Transports.Tls;
using Xunit.Abstractions;

namespace AkkaH2.Heap.Tests;

/// <summary>
/// A connection that has read and written and waits holds no read buffer but, over Akka.IO, the one of <c>akka.h2.akka-io.buffer-size</c>. Both
/// ends are in this process, so each pair counts twice. The bounds are generous; a receive buffer of 64 KiB at both ends breaks each of them.
/// What a connection holds, it holds in every round; what the pools of the process keep of a burst shows in one. So the least of three counts.
/// Nothing else runs in this process: garbage of other tests that is finalized during a round would count as memory that connections give back.
/// </summary>
[Collection(nameof(HeapCollection))]
public sealed class IdleHeapTests(ITestOutputHelper output)
{
    private const int KiB = 1024;
    private const int Pairs = 300;
    private const int Rounds = 3;

    private static readonly TransportSettings Settings = new(Backlog: 64, ReceiveBufferSize: 64 * KiB);

    [Fact]
    public async Task In_memory_a_pair_holds_less_than_16_KiB() => Assert.InRange(await HeldByPair(new MemoryTransport()), 0, 16 * KiB);

    [Fact]
    public async Task On_sockets_a_pair_holds_less_than_32_KiB() => Assert.InRange(await HeldByPair(new SocketTransport()), 0, 32 * KiB);

    [Fact]
    public async Task With_TLS_on_sockets_a_pair_holds_less_than_32_KiB() => Assert.InRange(await HeldByPair(new TlsOverTransport(new SocketTransport())), 0, 32 * KiB);

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public async Task On_Akka_IO_a_pair_holds_less_than_64_KiB_and_its_two_buffers(int bufferKiB)
    {
        // The system's own frame size would be held twice, too.
        var system = ActorSystem.Create("heap", ConfigurationFactory.ParseString(
            $"akka.h2.akka-io.buffer-size = {bufferKiB}KiB\nakka.io.tcp {{ maximum-frame-size = 256KiB, receive-buffer-size = 512KiB, send-buffer-size = 512KiB }}"));
        try
        {
            Assert.InRange(await HeldByPair(new AkkaIoTransport(system)), bufferKiB * KiB, (64 + (2 * bufferKiB)) * KiB);
        }
        finally
        {
            await system.Terminate();
        }
    }

    /// <summary>The server has answered, and waits for its client to go on.</summary>
    [Fact]
    public async Task A_handshake_that_stalls_halfway_holds_less_than_32_KiB()
    {
        var hello = new ReadOnlySequence<byte>(await TlsPeer.ClientHello());
        var tls = new TlsServer(Http2Settings.From(Http2.DefaultConfig).Tls with { Certificates = [TlsCertificate.SelfSigned()] }, takesHttp1: false, 65_536, NoLogger.Instance);
        using var giveUp = new CancellationTokenSource();
        var stalled = new List<(ITransportConnection Client, Task Handshake)>(Rounds * Pairs);

        var held = await Held(async count =>
        {
            for (var i = 0; i < count; i++)
            {
                var nowhere = new IPEndPoint(IPAddress.Loopback, 0);
                var (client, server) = MemoryConnection.Pair(nowhere, nowhere, Settings, Settings);
                await client.WriteAsync(hello);
                stalled.Add((client, tls.AuthenticateAsync(server, giveUp.Token)));
                await client.ReceiveOctets(100); // the head of its answer
            }
        });

        output.WriteLine($"{held:#,0} octets a handshake");
        Assert.All(stalled, handshake => Assert.False(handshake.Handshake.IsCompleted));
        Assert.InRange(held, 0, 32 * KiB);
        await giveUp.CancelAsync();
        foreach (var (client, handshake) in stalled)
        {
            client.Abort();
            await Assert.ThrowsAnyAsync<Exception>(() => handshake.Soon());
        }
    }

    private static async Task<long> Held(Func<int, Task> open)
    {
        await open(Pairs / 10); // what is made once is made now
        GC.Collect();
        GC.WaitForPendingFinalizers(); // of the tests before

        var held = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await open(Pairs);
            held = Math.Min(held, (GC.GetTotalMemory(forceFullCollection: true) - before) / Pairs);
        }

        return held;
    }

    private async Task<long> HeldByPair(ITransport transport)
    {
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings).Soon();
        var pairs = new List<(ITransportConnection Client, ITransportConnection Server)>(2 * Pairs);
        var held = await Held(Open);
        foreach (var (client, server) in pairs)
        {
            client.Abort();
            server.Abort();
        }

        await listener.UnbindAsync().Soon();
        output.WriteLine($"{transport.Name}: {held:#,0} octets a pair");
        return held;

        async Task Open(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var connecting = transport.ConnectAsync(listener.LocalEndPoint, Settings).Soon();
                var server = (await listener.AcceptAsync().Soon())!;
                var client = await connecting;
                pairs.Add((client, server));
                var waiting = (client.Input.ReadAsync(), server.Input.ReadAsync());
                await client.Send(new string('x', 40_000));
                await server.Send(new string('y', 40_000));
                await ReadAll(client, waiting.Item1, 40_000);
                await ReadAll(server, waiting.Item2, 40_000);
                _ = (client.Input.ReadAsync(), server.Input.ReadAsync()); // and it waits for more, as connections do
            }
        }
    }

    private static async Task ReadAll(ITransportConnection connection, ValueTask<ReadResult> first, int count)
    {
        var read = await first.Soon();
        var rest = count - (int)read.Buffer.Length;
        connection.Input.AdvanceTo(read.Buffer.End);
        await connection.ReceiveOctets(rest);
    }
}
