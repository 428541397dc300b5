using Akka.Actor;
using Akka.IO;

namespace Embedded.Contract.Tests;

/// <summary>write-commands-queue-max-size, CommandFailed and ResumeWriting.</summary>
public sealed class IoTcpRefusedWrites() : IoTcpTestKit("akka.io.tcp.write-commands-queue-max-size = 1")
{
    private static readonly ByteString Large = ByteString.FromBytes(new byte[32 * 1024 * 1024]);

    [Fact]
    public async Task A_write_beyond_the_queue_is_refused_with_the_write_itself()
    {
        var (client, _) = await Connect(serverPulls: true);
        var refused = Tcp.Write.Create(Octets("x"), new Tcp.NoAck("third"));

        client.Tell(Tcp.Write.Create(Large)); // on its way, and stuck: nobody reads
        client.Tell(Tcp.Write.Create(Large)); // waits
        client.Tell(refused);

        Assert.Same(refused, (await client.Probe.ExpectMsgAsync<Tcp.CommandFailed>()).Cmd);
    }

    [Fact]
    public async Task After_a_refused_write_all_are_refused_until_ResumeWriting()
    {
        var (client, server) = await Connect(serverPulls: true);
        client.Tell(Tcp.Write.Create(Large));
        client.Tell(Tcp.Write.Create(Octets("waits")));
        client.Tell(Tcp.Write.Create(Octets("refused")));
        await client.Probe.ExpectMsgAsync<Tcp.CommandFailed>();

        client.Tell(Tcp.ResumeWriting.Instance);
        await client.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100)); // what waits is not yet written
        server.Connection.Tell(Tcp.Abort.Instance);

        await client.Probe.FishForMessageAsync(m => m is Tcp.ConnectionClosed);
    }

    [Fact]
    public async Task ResumeWriting_is_answered_with_WritingResumed()
    {
        var (client, server) = await Connect();

        client.Tell(Tcp.ResumeWriting.Instance);

        await client.Probe.ExpectMsgAsync<Tcp.WritingResumed>();
        client.Write("resumed");
        await server.ExpectReceived("resumed");
    }
}
