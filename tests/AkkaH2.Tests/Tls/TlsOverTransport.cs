using System.Net;
using System.Net.Security;
using System.Threading.Channels;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

/// <summary>TLS at both ends of another transport's connections, so that the decorator can be held to the contract of a transport.</summary>
internal sealed class TlsOverTransport(ITransport inner) : ITransport
{
    private readonly TlsServer _server = new(
        Http2Settings.From(Http2.DefaultConfig).Tls with { Certificates = [TlsCertificate.SelfSigned()] }, takesHttp1: false, 65_536, Akka.Event.NoLogger.Instance);

    public string Name => inner.Name;

    public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
        new Listener(await inner.BindAsync(endpoint, settings, cancellation), _server);

    public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        var connection = await inner.ConnectAsync(endpoint, settings, cancellation);
        var encrypted = new TlsDuplexStream(connection);
        var tls = new SslStream(encrypted);
        await tls.AuthenticateAsClientAsync(TlsPeer.Options(), cancellation);
        return new TlsConnection(connection, encrypted, tls, new TlsInfo(tls, refusesForeignAuthorities: false), settings.ReceiveBufferSize);
    }

    /// <summary>Handshakes begin when connections come, as they do at a server, and not when they are asked for.</summary>
    private sealed class Listener : ITransportListener
    {
        private readonly ITransportListener _inner;
        private readonly Channel<Task<TlsConnection>> _accepted = Channel.CreateUnbounded<Task<TlsConnection>>();

        public Listener(ITransportListener inner, TlsServer server)
        {
            _inner = inner;
            _ = AcceptAll(server);
        }

        public EndPoint LocalEndPoint => _inner.LocalEndPoint;

        public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) =>
            await _accepted.Reader.WaitToReadAsync(cancellation) ? await await _accepted.Reader.ReadAsync(cancellation) : null;

        public ValueTask UnbindAsync() => _inner.UnbindAsync();

        private async Task AcceptAll(TlsServer server)
        {
            while (await _inner.AcceptAsync() is { } connection)
                _accepted.Writer.TryWrite(server.AuthenticateAsync(connection, CancellationToken.None));
            _accepted.Writer.Complete();
        }
    }
}
