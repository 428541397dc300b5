using System.Net.Sockets;
using Akka.IO;
using Akka.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>write-commands-queue-max-size and CommandFailed.</summary>
public sealed class IoTcpRefusedWrites() : IoTcpTestKit($"akka.io.tcp.write-commands-queue-max-size = {24 * MiB}")
{
    private const int MiB = 1024 * 1024;

    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    [Fact]
    public async Task A_write_beyond_the_queue_is_refused_with_the_write_itself()
    {
        var handler = await Connected();

        var writes = WriteFour(handler);

        var refused = await handler.FishForMessageAsync<Tcp.CommandFailed>(failed => ReferenceEquals(failed.Cmd, writes[3]));
        Assert.True(refused.Cause.HasValue);
    }

    [Fact]
    public async Task A_refused_write_holds_up_no_other()
    {
        var handler = await Connected();
        var writes = WriteFour(handler);
        await handler.FishForMessageAsync<Tcp.CommandFailed>(failed => ReferenceEquals(failed.Cmd, writes[3]));

        using var stream = new NetworkStream(_peer);
        _ = stream.CopyToAsync(Stream.Null);

        await handler.FishForMessageAsync<Ack>(ack => ack.Number == 0, TimeSpan.FromSeconds(30));
        handler.Send(handler.LastSender, Tcp.Write.Create(Octets("x"), new Ack(4)));
        await handler.FishForMessageAsync<Ack>(ack => ack.Number == 4, TimeSpan.FromSeconds(30));
    }

    protected override void AfterAll()
    {
        _peer.Dispose();
        base.AfterAll();
    }

    /// <summary>The handler of a connection whose peer does not read.</summary>
    private async Task<TestProbe> Connected()
    {
        var handler = CreateTestProbe();
        var (address, _) = await Bind(handler);
        await _peer.ConnectAsync(address);
        await handler.ExpectMsgAsync<Tcp.Connected>();
        handler.Send(handler.LastSender, new Tcp.Register(handler, useResumeWriting: false));
        return handler;
    }

    /// <summary>One is on its way and stuck, one may wait behind it: the last one is beyond the queue.</summary>
    private static Tcp.Write[] WriteFour(TestProbe handler)
    {
        var connection = handler.LastSender;
        var writes = Enumerable.Range(0, 4).Select(i => Tcp.Write.Create(ByteString.FromBytes(new byte[16 * MiB]), new Ack(i))).ToArray();
        foreach (var write in writes) handler.Send(connection, write);
        return writes;
    }

    private sealed class Ack(int number) : Tcp.Event
    {
        public int Number => number;
    }
}
