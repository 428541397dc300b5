using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Tests.AkkaAssumptions;

/// <summary>All of them for the transport <c>akka-io</c>.</summary>
public sealed class AkkaIoAssumptions : AssumptionTest
{
    /// <summary>AkkaIoConnectionActor: it asks for one read, and gets one <c>Received</c>; so a peer that sends more than is read is stopped by TCP.</summary>
    [Fact]
    public async Task In_pull_mode_each_ResumeReading_gives_one_Received()
    {
        var (client, connection, _) = await Connect();
        using var closing = client;
        foreach (var text in (string[])["one", "two"])
        {
            await client.SendAsync(global::System.Text.Encoding.ASCII.GetBytes(text));
            connection.Tell(Tcp.Write.Create(ByteString.FromString("x"), new Ack(text)), TestActor);
            Assert.Equal(text, (await ExpectMsgAsync<Ack>(Deadline)).What); // and not Received, though it has come
            connection.Tell(Tcp.ResumeReading.Instance, TestActor);
            Assert.Equal(text, (await ExpectMsgAsync<Tcp.Received>(Deadline)).Data.ToString());
        }
    }

    /// <summary>AkkaIoConnection: a buffer is the caller's again when its write is acknowledged; acknowledgements come in order.</summary>
    [Fact]
    public async Task Writes_are_acknowledged_in_order_when_they_are_written()
    {
        var (client, connection, _) = await Connect();
        using var closing = client;
        for (var i = 0; i < 20; i++)
            connection.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[1000]), new Ack($"{i}")), TestActor);
        for (var i = 0; i < 20; i++)
            Assert.Equal($"{i}", (await ExpectMsgAsync<Ack>(Deadline)).What);
        await client.ReceiveExactly(20_000).WaitAsync(Deadline);
    }

    /// <summary>AkkaIoConnection: shutting down lets what was written before arrive, and the connection ends when the peer has closed its side too.</summary>
    [Fact]
    public async Task ConfirmedClose_sends_what_was_written_closes_and_waits_for_the_peer()
    {
        var (client, connection, _) = await Connect();
        using var closing = client;
        connection.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[100_000])), TestActor);
        connection.Tell(Tcp.ConfirmedClose.Instance, TestActor);
        await client.ReceiveExactly(100_000).WaitAsync(Deadline);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Deadline));
        connection.Tell(Tcp.ResumeReading.Instance, TestActor);
        client.Shutdown(SocketShutdown.Send);
        await FishForMessageAsync(message => message is Tcp.ConfirmedClosed, Deadline);
    }

    /// <summary>AkkaIoListenerActor: so it unbinds only when its last connection has ended.</summary>
    [Fact]
    public async Task The_connections_of_a_listener_end_with_it()
    {
        var (client, connection, listener) = await Connect();
        using var closing = client;
        Watch(connection);
        listener.Tell(Tcp.Unbind.Instance, TestActor);
        await FishForMessageAsync(message => message is Terminated { ActorRef: var ended } && ended.Equals(connection), Deadline);
    }

    /// <summary>AkkaIoListenerActor: how many connections a listener has is bounded by other means than by not asking for more.</summary>
    [Fact]
    public async Task A_listener_in_pull_mode_accepts_without_being_asked()
    {
        var (client, _, _) = await Connect();
        using var closing = client;
        for (var i = 0; i < 20; i++)
        {
            using var another = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await another.ConnectAsync(client.RemoteEndPoint!).WaitAsync(Deadline);
            await ExpectMsgAsync<Tcp.Connected>(Deadline);
        }
    }

    // A client, and Akka.IO's actors of its connection and of the listener; all that they say comes to TestActor.
    private async Task<(Socket Client, IActorRef Connection, IActorRef Listener)> Connect()
    {
        Sys.Tcp().Tell(new Tcp.Bind(TestActor, new IPEndPoint(IPAddress.Loopback, 0), pullMode: true), TestActor);
        var bound = await ExpectMsgAsync<Tcp.Bound>(Deadline);
        var listener = LastSender;
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(bound.LocalAddress).WaitAsync(Deadline);
        await ExpectMsgAsync<Tcp.Connected>(Deadline);
        var connection = LastSender;
        connection.Tell(new Tcp.Register(TestActor, keepOpenOnPeerClosed: true, useResumeWriting: false), TestActor);
        return (client, connection, listener);
    }

    private sealed class Ack(string what) : Tcp.Event
    {
        public string What => what;
    }
}

internal static class SocketReading
{
    /// <summary>Reads so many octets.</summary>
    public static async Task ReceiveExactly(this Socket socket, int octets)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(new byte[octets]);
    }
}
