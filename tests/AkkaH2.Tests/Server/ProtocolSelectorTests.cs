using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AkkaH2.Server;
using AkkaH2.Transports;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The first octets of a cleartext connection decide who serves it.</summary>
public abstract class ProtocolSelectorTests(string transport) : ServerTest(transport)
{
    [Theory, Trait("RFC 9113", "3.4")]
    [InlineData("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")]
    [InlineData("PRO")]
    [InlineData("\r\n")]
    [InlineData("\0")]
    public async Task Without_an_engine_anything_but_HTTP2_is_answered_with_505_that_people_can_read(string octets)
    {
        var answer = await Exchange(await Serve(), octets);

        Assert.StartsWith("HTTP/1.1 505 HTTP Version Not Supported\r\nconnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nThis server speaks HTTP/2 only.\n", answer, StringComparison.Ordinal);
    }

    [Theory, Trait("RFC 9113", "3.4")]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001")] // a TLS ClientHello begins like this
    public async Task A_peer_that_says_too_little_or_speaks_TLS_is_closed_without_a_word(string octets) =>
        Assert.Equal("", await Exchange(await Serve(), octets));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n", 7)]
    [InlineData("POST / HTTP/1.1\r\n\r\n", 1)]
    [InlineData("PRX", 1)]
    public async Task An_engine_reads_the_octets_by_which_its_protocol_was_recognised(string request, int piece)
    {
        var server = await Serve(new Repeating());

        Assert.Equal($"{ConnectionProtocol.Http1}: {request}", await Exchange(server, request, piece));
    }

    [Fact, Trait("RFC 9113", "3.3")]
    public async Task Beside_an_engine_the_preface_is_served_HTTP2()
    {
        var peer = await Connect(await Serve(new Repeating()));

        await peer.Send(Headers(1).Get("/").EndStream());

        Assert.Equal(nameof(ConnectionProtocol.Http2), (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_drain_tells_an_engines_connections()
    {
        var server = await Serve(new Repeating());
        using var client = await Open(server);
        await client.SendAsync("GET"u8.ToArray());
        await Read(client, octets: "Http1: GET".Length);

        Assert.True(await server.TerminateAsync(Deadline));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PR")]
    [InlineData("\u0016")]
    public async Task A_drain_waits_for_no_peer_that_has_not_said_what_it_speaks(string octets)
    {
        var server = await Serve();
        using var client = await Open(server);
        await client.SendAsync(Encoding.Latin1.GetBytes(octets));
        await (await Connect(server)).ExpectAlive();

        Assert.True(await server.TerminateAsync(Deadline));
    }

    private Task<ServerBinding> Serve(IHttp1Engine? engine = null) => System.Http2().BindAsync(
        new IPEndPoint(IPAddress.Loopback, 0),
        new ServerOptions { Http1 = engine },
        endpoints => endpoints.Map("GET", "/", x => x.Respond($"{x.Connection.Protocol}")));

    private static async Task<Socket> Open(ServerBinding server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.LocalEndPoint);
        return socket;
    }

    private async Task<string> Exchange(ServerBinding server, string octets, int piece = int.MaxValue)
    {
        using var client = await Open(server);
        foreach (var some in Encoding.Latin1.GetBytes(octets).Chunk(piece))
            await client.SendAsync(some);
        client.Shutdown(SocketShutdown.Send);
        return await Read(client);
    }

    private async Task<string> Read(Socket client, int octets = int.MaxValue)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        for (var read = -1; read != 0 && text.Length < octets;)
        {
            read = await client.ReceiveAsync(buffer, TestDeadline);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>Says its protocol, and repeats what it reads.</summary>
    private sealed class Repeating : IHttp1Engine
    {
        public IHttp1Connection Serve(ITransportConnection transport, IHttp1Handler handler) => new Connection(transport);

        private sealed class Connection(ITransportConnection transport) : IHttp1Connection
        {
            private volatile bool _closes;

            public Task Completion => field ??= Repeat();

            public void RequestClose()
            {
                _closes = true;
                transport.Input.CancelPendingRead();
            }

            public void Abort(string reason)
            {
                // Its reads fail with the transport.
            }

            private async Task Repeat()
            {
                await transport.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes($"{ConnectionProtocol.Http1}: ")));
                ReadResult read;
                do
                {
                    read = await transport.Input.ReadAsync();
                    await transport.WriteAsync(read.Buffer);
                    transport.Input.AdvanceTo(read.Buffer.End);
                }
                while (!read.IsCompleted && !_closes);
            }
        }
    }
}

public sealed class ProtocolSelectorOnSocketsTests() : ProtocolSelectorTests("sockets");

public sealed class ProtocolSelectorOnAkkaIoTests() : ProtocolSelectorTests("akka-io");
