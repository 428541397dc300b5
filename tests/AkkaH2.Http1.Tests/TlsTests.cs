using System.Net;
using System.Net.Security;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Http1.Tests;

public sealed class TlsTestsOnSockets() : TlsTests("sockets");

public sealed class TlsTestsOnAkkaIo() : TlsTests("akka-io");

/// <summary>HTTP/1.1 on a port with TLS: ALPN or its absence chooses it, and the scheme is https.</summary>
public abstract class TlsTests(string transport) : Http1Test(transport)
{
    [Theory]
    [Trait("RFC 9113", "3.2")]
    [InlineData("http/1.1", "http/1.1")]
    [InlineData("http/1.0", "http/1.0")] // curl -0 offers nothing else
    [InlineData("http/1.1,http/1.0", "http/1.1")]
    [InlineData("", "")]
    public async Task A_client_that_does_not_offer_h2_is_served_over_https(string offered, string chosen)
    {
        var (tls, peer) = await Connect(offered);
        await peer.Send("GET /path HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Equal("https localhost /path Http1", (await peer.Receive()).Body);
        Assert.Equal(chosen, tls.NegotiatedApplicationProtocol.ToString());
    }

    [Fact]
    [Trait("RFC 9113", "3.2")]
    public async Task A_client_that_offers_h2_too_gets_it()
    {
        var (tls, _) = await Connect("http/1.1,h2");

        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
    }

    [Theory]
    [Trait("RFC 9110", "15.5.20")]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8443", 200)]
    [InlineData("other.example", 421)]
    public async Task A_request_for_another_authority_than_the_certificates_is_misdirected(string host, int status)
    {
        var (_, peer) = await Connect("http/1.1");
        await peer.Send($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.Equal(status, (await peer.Receive()).Status);
    }

    [Fact]
    [Trait("RFC 9110", "7.4")]
    public async Task A_target_with_the_scheme_http_is_400()
    {
        var (_, peer) = await Connect("http/1.1");
        await peer.Send("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Equal((400, "malformed request: scheme http over https"), await peer.Receive() is var r ? (r.Status, r.Body) : default);
    }

    [Fact]
    [Trait("RFC 7540", "3.4")]
    public async Task An_upgrade_to_HTTP2_is_passed_over()
    {
        var (_, peer) = await Connect("http/1.1");
        await peer.Send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

        Assert.Equal("https localhost / Http1", (await peer.Receive()).Body);
    }

    [Fact]
    public async Task Long_bodies_pass_both_ways_and_the_end_is_in_order()
    {
        var (_, peer) = await Connect("http/1.1");
        var body = new string('x', 1_000_000);
        var sent = peer.Send($"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.Equal(body, (await peer.Receive()).Body);
        await sent;
        Assert.Equal("", await peer.ReadToEnd());
    }

    private async Task<(SslStream Tls, Http1Peer Peer)> Connect(string offered)
    {
        var secure = System.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] };
        var server = await System.Http2().BindAsync(
            new ServerAddress(new IPEndPoint(IPAddress.Loopback, 0), secure), new ServerOptions { Http1 = System.Http1() }, Endpoints);
        var options = TlsPeer.Options();
        options.ApplicationProtocols = offered.Length == 0 ? null : [.. offered.Split(',').Select(name => new SslApplicationProtocol(name))];
        var tls = await TlsPeer.ConnectAsync(server.LocalEndPoint, options).WaitAsync(Deadline);
        return (tls, Keep(Http1Peer.Over(tls)));
    }

    private static void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("POST", "/", x => x.RespondStreaming().WriteAsync(x.Request.Body))
        .MapAll(x => x.Respond($"{x.Request.Scheme} {x.Request.Authority} {x.Request.Target} {x.Connection.Protocol}"));
}
