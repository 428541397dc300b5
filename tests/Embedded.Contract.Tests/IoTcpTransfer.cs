using Akka.IO;

namespace Embedded.Contract.Tests;

/// <summary>Received, Write, acknowledgements, reading on demand.</summary>
public sealed class IoTcpTransfer() : IoTcpTestKit("akka.io.tcp { disabled-buffer-pool.buffer-size = 512, maximum-frame-size = 512 }")
{
    [Fact]
    public async Task Octets_go_both_ways()
    {
        var (client, server) = await Connect();

        client.Write("ping");
        await server.ExpectReceived("ping");
        server.Write("pong");
        await client.ExpectReceived("pong");
    }

    [Fact]
    public async Task A_Received_is_as_large_as_the_buffer_at_most()
    {
        var (client, server) = await Connect();

        client.Write(new string('x', 2000));

        for (var count = 0; count < 2000;)
        {
            var received = await server.Probe.ExpectMsgAsync<Tcp.Received>();
            Assert.InRange(received.Data.Count, 1, 512);
            count += received.Data.Count;
        }
    }

    [Fact]
    public async Task A_Write_with_an_ack_is_acknowledged_to_its_sender()
    {
        var (client, server) = await Connect();

        client.Connection.Tell(Tcp.Write.Create(Octets("hello"), new Ack(1)), TestActor);

        Assert.Equal(1, (await ExpectMsgAsync<Ack>()).Number);
        await server.ExpectReceived("hello");
    }

    [Fact]
    public async Task A_Write_without_an_ack_is_not_acknowledged()
    {
        var (client, server) = await Connect();

        client.Write("hello");

        await server.ExpectReceived("hello");
        await client.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Acknowledgements_come_in_the_order_of_the_writes()
    {
        var (client, _) = await Connect();

        for (var number = 0; number < 100; number++) client.Tell(Tcp.Write.Create(Octets("x"), new Ack(number)));

        for (var number = 0; number < 100; number++) Assert.Equal(number, (await client.Probe.ExpectMsgAsync<Ack>()).Number);
    }

    [Fact]
    public async Task An_empty_Write_is_acknowledged()
    {
        var (client, _) = await Connect();

        client.Tell(Tcp.Write.Create(ByteString.Empty, new Ack(7)));

        Assert.Equal(7, (await client.Probe.ExpectMsgAsync<Ack>()).Number);
    }

    [Fact]
    public async Task A_CompoundWrite_goes_out_in_order_and_each_part_is_acknowledged()
    {
        var (client, server) = await Connect();

        client.Tell(Tcp.Write.Create(Octets("a"), new Ack(1)).Append(Tcp.Write.Create(Octets("b")).Append(Tcp.Write.Create(Octets("c"), new Ack(2)))));

        Assert.Equal(1, (await client.Probe.ExpectMsgAsync<Ack>()).Number);
        Assert.Equal(2, (await client.Probe.ExpectMsgAsync<Ack>()).Number);
        await server.ExpectReceived("abc");
    }

    [Fact]
    public async Task A_ByteString_of_many_parts_goes_out_whole()
    {
        var (client, server) = await Connect();
        var parts = Enumerable.Range(0, 300).Aggregate(ByteString.Empty, (all, i) => all + Octets($"{i},"));

        client.Tell(Tcp.Write.Create(parts));

        await server.ExpectReceived(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},")));
    }

    [Fact]
    public async Task SuspendReading_stops_Received_until_ResumeReading()
    {
        var (client, server) = await Connect();
        client.Write("before");
        await server.ExpectReceived("before");

        server.Tell(Tcp.SuspendReading.Instance);
        // The ack comes after the suspension was seen: one actor, one mailbox.
        server.Tell(Tcp.Write.Create(ByteString.Empty, new Ack(1)));
        await server.Probe.ExpectMsgAsync<Ack>();
        client.Write(new string('x', 4096));
        // One read may be under way already; it takes 512 octets at most.
        var early = server.Probe.ReceiveWhile(TimeSpan.FromMilliseconds(300), m => m as Tcp.Received).Sum(r => r!.Data.Count);
        Assert.InRange(early, 0, 512);

        server.Tell(Tcp.ResumeReading.Instance);
        await server.ExpectReceived(new string('x', 4096 - early));
    }

    [Fact]
    public async Task In_pull_mode_each_ResumeReading_brings_one_Received()
    {
        var (client, server) = await Connect(clientPulls: true);
        server.Write("one");
        await client.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));

        client.Tell(Tcp.ResumeReading.Instance);
        await client.ExpectReceived("one");

        server.Write("two");
        await client.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        client.Tell(Tcp.ResumeReading.Instance);
        await client.ExpectReceived("two");
    }

    [Fact]
    public async Task A_peer_that_does_not_read_holds_back_the_acks()
    {
        var (client, server) = await Connect(clientPulls: true);
        var write = Tcp.Write.Create(ByteString.FromBytes(new byte[64 * 1024 * 1024]), new Ack(1));

        server.Tell(write);

        await server.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
    }

    private sealed class Ack(int number) : Tcp.Event
    {
        public int Number => number;
    }
}
