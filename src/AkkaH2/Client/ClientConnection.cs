using System.Net;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Client;

/// <summary>A connection of a client, as it was when somebody asked.</summary>
/// <param name="Protocol">The protocol that is spoken there.</param>
/// <param name="RemoteEndPoint">The server's end.</param>
/// <param name="Tls">What TLS negotiated; null on a cleartext connection.</param>
/// <param name="OpenRequests">Requests that are there, or on their way there.</param>
/// <param name="IsLeaving">True if it takes no more requests.</param>
/// <param name="PeerSettings">The server's SETTINGS (RFC 9113 §6.5.2); null before they have come, and in HTTP/1.1.</param>
public sealed record ClientConnection(
    ConnectionProtocol Protocol, EndPoint RemoteEndPoint, TlsInfo? Tls, int OpenRequests, bool IsLeaving, ConnectionSettings? PeerSettings);
