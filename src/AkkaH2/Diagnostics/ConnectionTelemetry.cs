using System.Diagnostics;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>What is measured of one connection; there is none while nobody listens. Belongs to the connection's actor.</summary>
internal sealed class ConnectionTelemetry
{
    private readonly long _began = Instruments.ConnectionDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
    private readonly bool _isCounted = Instruments.ActiveConnections.Enabled;
    private readonly KeyValuePair<string, object?> _version;

    private ConnectionTelemetry(string version)
    {
        _version = new("network.protocol.version", version);
        if (Instruments.ConnectionsOpened.Enabled)
            Instruments.ConnectionsOpened.AddQuietly(1, _version);
        if (_isCounted)
            Instruments.ActiveConnections.AddQuietly(1, _version);
    }

    /// <summary>A connection begins; null if nobody listens.</summary>
    /// <param name="version">The protocol's, such as <c>2</c>.</param>
    public static ConnectionTelemetry? Begin(string version) => Instruments.WatchesConnections ? new ConnectionTelemetry(version) : null;

    /// <summary>It has ended.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="error">The code of a GOAWAY with an error.</param>
    public void End(string reason, ErrorCode? error)
    {
        if (_isCounted)
            Instruments.ActiveConnections.AddQuietly(-1, _version);
        if (_began == 0)
            return;

        var tags = new TagList { _version, { "akkah2.connection.end", reason } };
        if (error is { } code)
            tags.Add("error.type", Instruments.NameOf(code));
        Instruments.ConnectionDuration.RecordQuietly(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
    }
}
