namespace AkkaH2.Protocol.Tests.Fuzz;

/// <summary>What a session may send at most (RFC 9113 §6.9): all that was ever granted, and for each stream the largest window that streams ever began with.</summary>
internal sealed class FuzzWindows
{
    private readonly Dictionary<int, long> _left = []; // without the initial window
    private long _connection = 65_535;
    private long _initial = 65_535;

    /// <summary>False once octets were sent that nobody can tell the meaning of.</summary>
    public bool IsKnown { get; set; } = true;

    public void Announce(int window) => _initial = Math.Max(_initial, window);

    public void Grant(int stream, int increment)
    {
        if (stream == 0)
            _connection += increment;
        else
            _left[stream] = _left.GetValueOrDefault(stream) + increment;
    }

    /// <exception cref="FuzzFaultException">More than was granted.</exception>
    public void Spend(int stream, int octets)
    {
        _connection -= octets;
        _left[stream] = _left.GetValueOrDefault(stream) - octets;
        if (IsKnown && (_connection < 0 || _left[stream] + _initial < 0))
            throw new FuzzFaultException($"DATA beyond a window: connection {_connection}, stream {stream} {_left[stream] + _initial}");
    }
}

/// <summary>What a fuzzer found.</summary>
internal sealed class FuzzFaultException(string message) : Exception(message);
