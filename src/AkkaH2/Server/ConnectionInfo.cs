using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Server;

/// <summary>One connection of a server, as its exchanges see it: one object for all of them.</summary>
public sealed class ConnectionInfo
{
    private readonly AuthorityCheck? _authorities;
    private ConcurrentDictionary<object, object?>? _items;

    internal ConnectionInfo(ActorPath path, ConnectionProtocol protocol, ITransportConnection transport)
    {
        (Path, Protocol) = (path, protocol);
        (LocalEndPoint, RemoteEndPoint, Tls) = (transport.LocalEndPoint, transport.RemoteEndPoint, transport.Tls);
        if (Tls?.Authorities is { } certificate)
            _authorities = new AuthorityCheck(certificate, LocalEndPoint);
    }

    /// <summary>The path of the connection's actor, which names no other connection of the actor system, before or after.</summary>
    public ActorPath Path { get; }

    /// <summary>What the peer speaks.</summary>
    public ConnectionProtocol Protocol { get; }

    /// <summary>Our address and port.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>The address and port of the peer.</summary>
    public EndPoint RemoteEndPoint { get; }

    /// <summary>What TLS negotiated; null on a cleartext connection.</summary>
    public TlsInfo? Tls { get; }

    /// <summary>The application's own values, kept as long as the connection. Exchanges of one connection run at the same time; each operation is atomic.</summary>
    public ConcurrentDictionary<object, object?> Items
    {
        get
        {
            if (Volatile.Read(ref _items) is { } known)
                return known;

            var made = new ConcurrentDictionary<object, object?>();
            return Interlocked.CompareExchange(ref _items, made, null) ?? made;
        }
    }

    /// <summary>Whether requests for this authority belong on this connection; always on cleartext.</summary>
    internal bool Serves(Request request) => _authorities is null || _authorities.Serves(request);
}
