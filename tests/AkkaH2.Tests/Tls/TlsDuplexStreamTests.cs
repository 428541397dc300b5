using System.Net;
using System.Net.Security;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Tests.Transports;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

/// <summary>What SslStream must not see, or not at the same time.</summary>
public sealed class TlsDuplexStreamTests
{
    private static readonly TransportSettings Settings = new(Backlog: 4, ReceiveBufferSize: 65_536);

    [Fact]
    public async Task A_connection_that_closes_while_octets_are_decrypted_waits_for_them()
    {
        var (client, server, held) = await Connect();
        await client.Send("late");
        var reached = held.HoldNext();
        var receiving = Task.Run(() => server.Receive(4));
        await reached.Soon();

        var closing = server.ShutdownAsync().AsTask();
        Assert.False(closing.IsCompleted);

        held.Release();
        Assert.Equal("late", await receiving.Soon());
        await closing.Soon();
        Assert.Equal("", await client.ReceiveToEnd());
    }

    [Fact]
    public async Task A_connection_that_closes_while_a_read_waits_for_octets_does_not_wait()
    {
        var (client, server, _) = await Connect();
        var receiving = server.Receive(4);

        await server.ShutdownAsync().Soon();
        Assert.Equal("", await client.ReceiveToEnd());

        await client.Send("late");
        Assert.Equal("late", await receiving.Soon());
    }

    /// <summary>Exceptions are dear, and a client that closes its socket at once is no fault.</summary>
    [Fact]
    public async Task Closing_to_a_peer_that_is_gone_throws_nothing()
    {
        var (_, server, held) = await Connect();
        var lost = held.Lost = new IOException("the peer is gone");
        var thrown = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e) => Interlocked.Add(ref thrown, ReferenceEquals(e.Exception, lost) ? 1 : 0);
        AppDomain.CurrentDomain.FirstChanceException += Count;

        await server.ShutdownAsync().Soon();

        AppDomain.CurrentDomain.FirstChanceException -= Count;
        Assert.Equal(0, thrown);
    }

    /// <summary>RFC 8446 §4.6.1: they come behind the handshake, and nobody waits for them.</summary>
    [Fact]
    public async Task Session_tickets_leave_with_what_is_written_first()
    {
        var (client, server, held) = await Connect();
        Assert.Equal(1, held.Writes);

        await server.Send("first");
        Assert.Equal("first", await client.Receive(5));
        Assert.Equal(2, held.Writes);
    }

    /// <summary>Over HTTP/1.1 a server may have nothing to say for long, and a handshake of TLS 1.2 ends with what the server says.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls13, "http/1.1")]
    [InlineData(SslProtocols.Tls12, "h2")]
    public async Task The_end_of_a_handshake_waits_for_the_preface_of_a_server_alone(SslProtocols version, string protocol)
    {
        var options = TlsPeer.Options();
        (options.EnabledSslProtocols, options.ApplicationProtocols) = (version, [new SslApplicationProtocol(protocol)]);
        var (_, _, held) = await Connect(options);
        Assert.Equal(2, held.Writes);
    }

    /// <summary>A listener that drains wakes all reads of connections that have not said what they speak.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_is_cancelled_on_the_transport_is_not_the_end(bool isReading)
    {
        var (client, server) = await Connect(new MemoryTransport());
        var stream = new TlsDuplexStream(server);
        var octets = new byte[4];
        var reading = isReading ? stream.ReadAsync(octets).AsTask() : null;

        server.Input.CancelPendingRead();
        reading ??= stream.ReadAsync(octets).AsTask();
        Assert.False(!isReading && reading.IsCompleted);
        await client.Send("late");

        Assert.Equal(4, await reading.Soon());
        Assert.Equal("late"u8.ToArray(), octets);
    }

    private static async Task<(ITransportConnection Client, ITransportConnection Server, HeldConnection Held)> Connect(SslClientAuthenticationOptions? options = null)
    {
        var (client, server) = await Connect(new MemoryTransport());
        var held = new HeldConnection(server);
        var encrypted = new TlsDuplexStream(client);
        var secure = new SslStream(encrypted);
        var serving = Tls().AuthenticateAsync(held, CancellationToken.None);
        await secure.AuthenticateAsClientAsync(options ?? TlsPeer.Options()).Soon();
        return (new TlsConnection(client, encrypted, secure, new TlsInfo(secure, refusesForeignAuthorities: false), Settings.ReceiveBufferSize), await serving.Soon(), held);
    }

    private static TlsServer Tls()
    {
        var options = Http2Settings.From(Http2.DefaultConfig).Tls with { Certificates = [TlsCertificate.SelfSigned()] };
        return new TlsServer(options, takesHttp1: true, Settings.ReceiveBufferSize, Akka.Event.NoLogger.Instance);
    }

    private static async Task<(ITransportConnection Client, ITransportConnection Server)> Connect(MemoryTransport transport)
    {
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings);
        var accepting = listener.AcceptAsync().AsTask();
        return (await transport.ConnectAsync(listener.LocalEndPoint, Settings), (await accepting.Soon())!);
    }
}
