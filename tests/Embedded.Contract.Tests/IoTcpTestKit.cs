using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>A connection with both ends in the hands of probes.</summary>
public abstract class IoTcpTestKit(string config = "") : TestKit("akka.test.single-expect-default = 10s\n" + config)
{
    protected static readonly EndPoint AnyPort = new IPEndPoint(IPAddress.Loopback, 0);

    protected static ByteString Octets(string text) => ByteString.FromString(text, Encoding.ASCII);

    protected async Task<(EndPoint Address, IActorRef Listener)> Bind(TestProbe handler, bool pullMode = false)
    {
        var commander = CreateTestProbe();
        commander.Send(Sys.Tcp(), new Tcp.Bind(handler, AnyPort, pullMode: pullMode));
        var bound = await commander.ExpectMsgAsync<Tcp.Bound>();
        return (bound.LocalAddress, commander.LastSender);
    }

    /// <summary>Two registered ends.</summary>
    protected async Task<(End Client, End Server)> Connect(bool keepOpen = false, bool clientPulls = false, bool serverPulls = false)
    {
        var client = new End(CreateTestProbe());
        var server = new End(CreateTestProbe());
        var (address, listener) = await Bind(server.Probe, serverPulls);
        if (serverPulls) listener.Tell(new Tcp.ResumeAccepting(1));
        client.Probe.Send(Sys.Tcp(), new Tcp.Connect(address, pullMode: clientPulls));
        foreach (var end in new[] { client, server })
        {
            await end.Probe.ExpectMsgAsync<Tcp.Connected>();
            end.Connection = end.Probe.LastSender;
            end.Tell(new Tcp.Register(end.Probe, keepOpenOnPeerClosed: keepOpen));
        }
        return (client, server);
    }

    /// <summary>One end: the handler's probe, and the connection actor.</summary>
    protected sealed class End(TestProbe probe)
    {
        public TestProbe Probe => probe;

        public IActorRef Connection { get; set; } = ActorRefs.Nobody;

        public void Tell(object command) => probe.Send(Connection, command);

        public void Write(string text) => Tell(Tcp.Write.Create(Octets(text)));

        /// <summary>What came, in as many messages as it came in.</summary>
        public async Task ExpectReceived(string text)
        {
            var received = ByteString.Empty;
            while (received.Count < text.Length) received += (await probe.ExpectMsgAsync<Tcp.Received>()).Data;
            Assert.Equal(text, Encoding.ASCII.GetString(received.ToArray()));
        }
    }
}
