using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using AkkaH2.TestKit;
using AkkaH2.Tests.Transports;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Tls;

/// <summary>Handshakes of a <see cref="TlsServer"/> over loopback sockets, without an HTTP server around it. It repeats what it reads.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly ITransportListener _listener;
    private readonly ConcurrentBag<SslStream> _clients = [];

    private Loopback(ITransportListener listener, TlsServer server)
    {
        _listener = listener;
        _ = AcceptAll(server);
    }

    public static async Task<Loopback> Listen(TlsServer server) =>
        new(await new SocketTransport().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new TransportSettings(16, 65_536)), server);

    public async Task<SslStream> Connect()
    {
        var client = await TlsPeer.ConnectAsync(_listener.LocalEndPoint);
        _clients.Add(client);
        return client;
    }

    public async Task ExpectEcho(SslStream client)
    {
        var buffer = new byte[4];
        await client.WriteAsync("echo"u8.ToArray());
        await client.ReadExactlyAsync(buffer).AsTask().Soon();
        Assert.Equal("echo"u8.ToArray(), buffer);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _listener.UnbindAsync();
    }

    private async Task AcceptAll(TlsServer server)
    {
        while (await _listener.AcceptAsync() is { } connection)
            _ = Repeat(await server.AuthenticateAsync(connection, CancellationToken.None));
    }

    private static async Task Repeat(TlsConnection connection)
    {
        while (await connection.Input.ReadAsync() is { Buffer: { IsEmpty: false } octets })
        {
            await connection.WriteAsync(new ReadOnlySequence<byte>(octets.ToArray()));
            connection.Input.AdvanceTo(octets.End);
        }

        connection.Abort();
    }
}
