namespace AkkaH2.Wire;

/// <summary>A stream identifier (RFC 9113 §5.1.1): 31 bits; 0 is the connection itself, clients open odd and servers even ones.</summary>
/// <param name="Value">The number, from 0 to 2^31-1.</param>
public readonly record struct StreamId(int Value) : IComparable<StreamId>
{
    /// <summary>Stream 0, which carries what concerns the whole connection.</summary>
    public static StreamId Connection => default;

    /// <summary>The highest identifier, 2^31-1; in a first GOAWAY it means "all that you opened" (RFC 9113 §6.8).</summary>
    public static StreamId Max => new(int.MaxValue);

    /// <summary>True for stream 0.</summary>
    public bool IsConnection => Value == 0;

    /// <summary>Odd: opened by a client.</summary>
    public bool IsClientInitiated => (Value & 1) == 1;

    /// <summary>Even and not 0: opened by a server, with PUSH_PROMISE.</summary>
    public bool IsServerInitiated => Value != 0 && (Value & 1) == 0;

    /// <inheritdoc />
    public int CompareTo(StreamId other) => Value.CompareTo(other.Value);

    /// <summary>Opened before the other one, if the same side opened both.</summary>
    public static bool operator <(StreamId left, StreamId right) => left.Value < right.Value;

    /// <summary>Opened after the other one, if the same side opened both.</summary>
    public static bool operator >(StreamId left, StreamId right) => left.Value > right.Value;

    /// <summary>The same or a lower number.</summary>
    public static bool operator <=(StreamId left, StreamId right) => left.Value <= right.Value;

    /// <summary>The same or a higher number.</summary>
    public static bool operator >=(StreamId left, StreamId right) => left.Value >= right.Value;

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString();
}
