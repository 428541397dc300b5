namespace AkkaH2.Hpack;

/// <summary>A header field (RFC 7541 §1.3).</summary>
/// <param name="Name">Octets of the name mapped 1:1 to chars (ISO-8859-1), so any octet round-trips.</param>
/// <param name="Value">Octets of the value mapped 1:1 to chars (ISO-8859-1).</param>
/// <param name="NeverIndexed">
/// RFC 7541 §7.1.3: no encoder on the way may put this field into a table. True for a decoded field that came as a never-indexed literal.
/// </param>
public readonly record struct HeaderField(string Name, string Value, bool NeverIndexed = false)
{
    internal const int Overhead = 32;

    /// <summary>RFC 7541 §4.1: octets of name and value, plus 32.</summary>
    public int Size => Name.Length + Value.Length + Overhead;

    /// <summary>Name and value as in a log; the value of a field that may never be indexed is left out.</summary>
    public override string ToString() => NeverIndexed ? $"{Name}: (never indexed)" : $"{Name}: {Value}";
}
