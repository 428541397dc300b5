using AkkaH2.Protocol;
using AkkaH2.Server;

namespace AkkaH2.Diagnostics;

/// <summary>Finds connections by a text, and sorts them.</summary>
/// <param name="text">Has to be in one of the things that a connection is known by; empty for all connections.</param>
internal sealed class ConnectionFilter(string text)
{
    /// <summary>True if the connection is wanted.</summary>
    public bool Matches(ConnectionSnapshot connection) =>
        text.Length == 0
        || Has(connection.RemoteEndPoint.ToString())
        || Has(connection.LocalEndPoint.ToString())
        || Has(connection.Id)
        || Has(NameOf(connection.Protocol))
        || Has(NameOf(connection.Role))
        || Has(connection.Phase.ToString());

    /// <summary>ALPN's name of it (RFC 7301 §6).</summary>
    public static string NameOf(ConnectionProtocol protocol) => protocol == ConnectionProtocol.Http2 ? "h2" : "http/1.1";

    /// <summary>Such as <c>server</c>.</summary>
    public static string NameOf(Role role) => role == Role.Server ? "server" : "client";

    /// <summary>The first ones are those that the order is named after; of equal ones, the oldest.</summary>
    public static IEnumerable<ConnectionSnapshot> Sort(IEnumerable<ConnectionSnapshot> connections, ConnectionOrder order) => (order switch
    {
        ConnectionOrder.Newest => connections.OrderByDescending(connection => connection.Began),
        ConnectionOrder.Streams => connections.OrderByDescending(connection => connection.OpenStreams),
        ConnectionOrder.Octets => connections.OrderByDescending(connection => connection.OctetsReceived + connection.OctetsSent),
        ConnectionOrder.Requests => connections.OrderByDescending(connection => connection.Requests),
        _ => connections.OrderBy(connection => connection.Began),
    }).ThenBy(connection => connection.Began).ThenBy(connection => connection.Actor);

    private bool Has(string? value) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
