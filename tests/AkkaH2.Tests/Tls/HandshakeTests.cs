using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Akka.TestKit;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

public sealed class HandshakeTests : TlsTest
{
    protected override string Hocon => "akka.h2.tls.max-handshakes = 2";

    [Theory, Trait("RFC 9113", "9.2")]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task An_exchange_knows_what_was_negotiated(SslProtocols version)
    {
        TlsInfo? seen = null;
        var server = await Bind(Tls, e => e.Map("GET", "/", x =>
        {
            seen = x.Connection.Tls;
            x.Respond("ok");
        }));
        var options = TlsPeer.Options();
        options.EnabledSslProtocols = version;

        var client = await Connect(server, options);
        await Get(client);

        Assert.Equal((version, client.NegotiatedCipherSuite, "h2", "localhost"), (seen!.Version, seen.CipherSuite, seen.ApplicationProtocol, seen.ServerName));
        Assert.Null(seen.ClientCertificate);
        Assert.StartsWith("https://127.0.0.1:", Assert.Single(server.Urls));
    }

    [Fact, Trait("RFC 9113", "9.2")]
    public async Task The_minimum_version_is_a_setting()
    {
        var server = await Bind(Tls with { MinimumVersion = SslProtocols.Tls13 });
        var options = TlsPeer.Options();
        options.EnabledSslProtocols = SslProtocols.Tls12;
        using var client = await Open(server);

        await Assert.ThrowsAsync<AuthenticationException>(() => TlsPeer.Secure(new NetworkStream(client), options));
        await EndOf(client);

        Assert.Equal(1, server.FailedHandshakes);
    }

    [Fact, Trait("RFC 9113", "9.2.2")]
    public async Task A_prohibited_cipher_suite_of_TLS_1_2_is_INADEQUATE_SECURITY()
    {
        var options = TlsPeer.Options();
        options.EnabledSslProtocols = SslProtocols.Tls12;
#pragma warning disable CA1416 // Linux
        options.CipherSuitesPolicy = new CipherSuitesPolicy([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256]);
#pragma warning restore CA1416
        var peer = new TestPeer(await Connect(await Bind(Tls), options));

        await peer.ExpectConnectionError(0, AkkaH2.Wire.ErrorCode.InadequateSecurity);
    }

    [Fact, Trait("RFC 9113", "3.2")]
    public async Task A_client_without_ALPN_speaks_HTTP1_which_is_refused_without_an_engine()
    {
        var options = TlsPeer.Options();
        options.ApplicationProtocols = null;
        var client = await Connect(await Bind(Tls), options);
        await client.WriteAsync("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 505 ", await ReadToEnd(client));
    }

    [Fact, Trait("RFC 9113", "3.2")]
    public async Task A_client_that_offers_no_protocol_of_ours_fails_its_handshake()
    {
        var options = TlsPeer.Options();
        options.ApplicationProtocols = [SslApplicationProtocol.Http11];
        var server = await Bind(Tls);

        await Assert.ThrowsAsync<AuthenticationException>(() => Connect(server, options));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Cleartext_on_a_TLS_port_is_answered_with_400_that_people_can_read(string octets)
    {
        using var client = await Open(await Bind(Tls));
        await client.SendAsync(Encoding.ASCII.GetBytes(octets));

        var answer = await ReadToEnd(new NetworkStream(client));

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n", answer);
        Assert.EndsWith("This port speaks TLS: ask for https.\n", answer);
    }

    [Theory]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x00, 0x02, 0xff, 0xff })]
    [InlineData(new byte[] { 0x16, 0x00, 0x00, 0xff, 0xff, 0x00 })]
    public async Task A_broken_handshake_is_counted_and_harms_nobody(byte[] octets)
    {
        var server = await Bind(Tls);
        using var client = await Open(server);
        await client.SendAsync(octets);

        await EndOf(client);

        Assert.Equal(1, server.FailedHandshakes);
        await Get(await Connect(server));
    }

    [Fact]
    public async Task Silent_clients_take_no_place_of_a_handshake()
    {
        var server = await Bind(Tls with { HandshakeTimeout = TimeSpan.FromMinutes(5) });
        var silent = new List<Socket>();
        for (var i = 0; i < 4; i++)
            silent.Add(await Open(server));

        Assert.Equal("ok", (await Get(await Connect(server))).Text);
        silent.ForEach(socket => socket.Dispose());
    }

    /// <summary>Far more than there are places, and no time is over: what stalls keeps nobody out.</summary>
    [Fact]
    public async Task A_thousand_handshakes_that_stall_halfway_keep_nobody_out()
    {
        var server = await Bind(Tls with { HandshakeTimeout = TimeSpan.FromMinutes(5) });
        var before = new TestPeer(await Connect(server));
        await before.Handshake();
        var hello = await TlsPeer.ClientHello();
        var stalled = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async _ =>
        {
            var client = await Open(server);
            await client.SendAsync(hello);
            Assert.NotEqual(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Deadline)); // the server has answered, and waits
            return client;
        }));

        Assert.Equal("ok", (await Get(await Connect(server))).Text);
        await before.ExpectAlive();
        Array.ForEach(stalled, client => client.Dispose());
        Assert.True(await server.TerminateAsync(Deadline));
        Assert.Equal(1_000, server.FailedHandshakes);
    }

    [Fact]
    public async Task More_clients_than_places_have_their_turn()
    {
        var server = await Bind(Tls with { HandshakeTimeout = TimeSpan.FromMinutes(1) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => (await Get(await Connect(server))).Text));

        Assert.All(answers, answer => Assert.Equal("ok", answer));
    }

    [Fact]
    public async Task A_drain_ends_with_close_notify_and_does_not_wait_for_silent_clients()
    {
        var server = await Bind(Tls with { HandshakeTimeout = TimeSpan.FromMinutes(5) });
        using var silent = await Open(server);
        var client = await Connect(server);
        var peer = new TestPeer(client);
        await peer.Handshake();

        Assert.True(await server.TerminateAsync(Deadline));
        await peer.ExpectClosed();
    }

    [Theory, Trait("RFC 9110", "15.5.20")]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8443", 200)]
    [InlineData("127.0.0.1", 200)] // where the connection was made to
    [InlineData("[::1]:8443", 200)] // named by the certificate
    [InlineData("other.example", 421)]
    [InlineData("127.0.0.2", 421)]
    public async Task A_request_for_another_authority_than_the_certificates_is_misdirected(string authority, int status) =>
        Assert.Equal(status, (await Get(await Connect(await Bind(Tls)), authority: authority)).Status);

    [Fact, Trait("RFC 9110", "15.5.20")]
    public async Task A_server_may_serve_all_authorities() =>
        Assert.Equal(200, (await Get(await Connect(await Bind(Tls with { RefuseForeignAuthorities = false })), authority: "other.example")).Status);

    /// <summary>A handshake that resumes a session does without the server's certificate, which is the most of what the server says.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Sessions_are_resumed(SslProtocols version)
    {
        // Clients of one process share the sessions of a name, and other tests have servers too.
        var host = $"{Guid.NewGuid():N}.example";
        var certificate = Issue(host);
        var server = await Bind(Tls with { Certificates = [TlsCertificate.From(certificate)] });
        var options = TlsPeer.Options(host);
        options.EnabledSslProtocols = version;

        // The first one stays open: .NET drops the keys of certificates without a connection whenever it holds a multiple of 32, and other tests have theirs.
        await using var first = await Secured(server, options);
        await using var second = await Secured(server, options);

        Assert.InRange(first.Received, certificate.RawData.Length, int.MaxValue);
        Assert.InRange(second.Received, 1, certificate.RawData.Length - 1);
    }

    private static async Task<SecuredPeer> Secured(ServerBinding server, SslClientAuthenticationOptions options)
    {
        var octets = new CountedStream(new NetworkStream(await Open(server), ownsSocket: true));
        var peer = new TestPeer(await TlsPeer.Secure(octets, options));
        var received = octets.Received;
        await Get(peer); // the ticket comes before the answer
        return new SecuredPeer(peer, received);
    }

    private sealed record SecuredPeer(TestPeer Peer, int Received) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Peer.DisposeAsync();
    }
}

/// <summary>The time of a handshake. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class HandshakeTimeTests : TlsTest
{
    protected override string Hocon => "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x00, 0xf0 })] // the head of a ClientHello
    public async Task A_handshake_that_stalls_is_given_up(byte[] octets)
    {
        var server = await Bind(Tls);
        using var client = await Open(server);
        await client.SendAsync(octets);

        await Turn(server, until: EndOf(client));

        await Get(await Connect(server));
    }

    // The connection may have to be accepted yet, and its time begins then.
    private async Task Turn(ServerBinding server, Task until)
    {
        while (!until.IsCompleted)
        {
            ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(1));
            await server.GetConnectionsAsync();
        }

        await until;
    }
}
