using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>The flow-control windows of one direction (RFC 9113 §6.9): the connection's, and each stream's relative to the initial one.</summary>
internal sealed class WindowLedger
{
    private readonly Dictionary<StreamId, long> _relative = [];
    private long _connection = 65_535;

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE; a change shifts all streams (§6.9.2).</summary>
    public long Initial { get; set; } = 65_535;

    public long this[StreamId stream] => stream.IsConnection ? _connection : Initial + _relative.GetValueOrDefault(stream);

    public long Available(StreamId stream) => Math.Min(_connection, this[stream]);

    public void Grant(StreamId stream, int octets) => Add(stream, octets);

    public void Spend(StreamId stream, int octets)
    {
        Add(stream, -octets);
        Add(StreamId.Connection, -octets);
    }

    private void Add(StreamId stream, long octets)
    {
        if (stream.IsConnection) _connection += octets;
        else _relative[stream] = _relative.GetValueOrDefault(stream) + octets;
    }
}
