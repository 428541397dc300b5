using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports.Sockets;

/// <summary>TCP by System.Net.Sockets, without actors below the connection.</summary>
public sealed class SocketTransport : ITransport
{
    internal const string TransportName = "sockets";

    /// <inheritdoc/>
    public string Name => TransportName;

    /// <inheritdoc/>
    public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            var local = await EndPointNames.ResolveAsync(endpoint, cancellation).ConfigureAwait(false);
            return new SocketListener(Listen(local, settings.Backlog), settings);
        }
        catch (SocketException e)
        {
            throw TransportException.CannotBind(endpoint, Name, e);
        }
    }

    /// <inheritdoc/>
    public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        var socket = NewSocket(endpoint);
        try
        {
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            return new SocketConnection(socket, settings);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException) throw TransportException.CannotConnect(endpoint, Name, e);
            throw;
        }
    }

    private static Socket Listen(EndPoint local, int backlog)
    {
        var socket = NewSocket(local);
        try
        {
            if (local is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            if (local is UnixDomainSocketEndPoint file) RemoveIfDead(file);
            socket.Bind(local);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The file outlives a process that was killed: it is nobody's when nobody answers there.
    private static void RemoveIfDead(UnixDomainSocketEndPoint file)
    {
        using var probe = NewSocket(file);
        try
        {
            probe.Connect(file);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && IsSocket($"{file}"))
        {
            File.Delete($"{file}");
        }
        catch (SocketException)
        {
            // There is no such file, or binding says better what is wrong with it.
        }
    }

    // A connection to an ordinary file is refused too, but that can be opened, and a socket cannot.
    private static bool IsSocket(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Socket NewSocket(EndPoint endpoint) => endpoint switch
    {
        UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        DnsEndPoint { AddressFamily: AddressFamily.Unspecified } => new Socket(SocketType.Stream, ProtocolType.Tcp),
        _ => new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
    };
}
