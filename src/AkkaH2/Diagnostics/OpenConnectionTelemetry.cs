using System.Net;
using AkkaH2.Client;
using AkkaH2.Server;

namespace AkkaH2.Diagnostics;

/// <summary>Counts one open connection of a client, as idle or active; there is none while nobody listens. Belongs to the client's actor.</summary>
internal sealed class OpenConnectionTelemetry
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private string _state = "idle";

    private OpenConnectionTelemetry(Origin origin, EndPoint? peer, ConnectionProtocol protocol)
    {
        _tags =
        [
            new("http.connection.state", _state),
            new("network.protocol.version", protocol == ConnectionProtocol.Http2 ? "2" : "1.1"),
            new("url.scheme", origin.Scheme),
            new("server.address", origin.Host),
            new("server.port", origin.Port),
            new("network.peer.address", (peer as IPEndPoint)?.Address.ToString()),
        ];
        Add(1);
    }

    /// <summary>A connection is open, and idle; null if nobody listens.</summary>
    public static OpenConnectionTelemetry? Begin(Origin origin, EndPoint? peer, ConnectionProtocol protocol) =>
        Instruments.OpenConnections.Enabled ? new OpenConnectionTelemetry(origin, peer, protocol) : null;

    /// <summary>It is active while it has requests, and idle otherwise.</summary>
    public void OnLoad(int requests)
    {
        var state = requests > 0 ? "active" : "idle";
        if (state == _state)
            return;

        Add(-1);
        (_state, _tags[0]) = (state, new("http.connection.state", state));
        Add(1);
    }

    /// <summary>It is not open any more.</summary>
    public void End() => Add(-1);

    private void Add(int delta) => Instruments.OpenConnections.AddQuietly(delta, _tags);
}
