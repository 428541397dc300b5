using System.Diagnostics;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>What is measured of one connection; there is none while nobody listens. Belongs to the connection's actor.</summary>
internal sealed class ConnectionTelemetry
{
    private readonly long _began = Instruments.ConnectionDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
    private readonly bool _isCounted = Instruments.ActiveConnections.Enabled;
    private readonly KeyValuePair<string, object?> _version;
    private string? _reason;
    private string? _error;

    private ConnectionTelemetry(string version)
    {
        _version = new("network.protocol.version", version);
        if (Instruments.ConnectionsOpened.Enabled)
            Instruments.ConnectionsOpened.Add(1, _version);
        if (_isCounted)
            Instruments.ActiveConnections.Add(1, _version);
    }

    /// <summary>A connection begins; null if nobody listens.</summary>
    /// <param name="version">The protocol's, such as <c>2</c>.</param>
    public static ConnectionTelemetry? Begin(string version) => Instruments.WatchesConnections ? new ConnectionTelemetry(version) : null;

    /// <summary>The connection begins to end for this reason; the first one counts, but an error comes before all others.</summary>
    public void OnEnding(string reason) => _reason ??= reason;

    /// <summary>A GOAWAY with an error was sent, or received.</summary>
    public void OnError(ErrorCode code, bool ours)
    {
        if (code != ErrorCode.NoError)
            (_reason, _error) = (ours ? "error" : "peer_error", code.Name());
    }

    /// <summary>It has ended. One that gave no reason did so because its peer wished (GOAWAY).</summary>
    public void End()
    {
        if (_isCounted)
            Instruments.ActiveConnections.Add(-1, _version);
        if (_began == 0)
            return;

        var tags = new TagList { _version, { "akkah2.connection.end", _reason ?? "peer_goaway" } };
        if (_error is not null)
            tags.Add("error.type", _error);
        Instruments.ConnectionDuration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
    }
}
