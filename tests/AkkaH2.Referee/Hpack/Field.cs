namespace AkkaH2.Referee;

/// <summary>A header field (RFC 7541 §1.3); each char is one octet.</summary>
public sealed record Field(string Name, string Value, bool NeverIndexed = false)
{
    /// <summary>RFC 7541 §4.1.</summary>
    public int Size => Name.Length + Value.Length + 32;

    /// <summary>The same name and value, whatever an encoder may do with it.</summary>
    public bool IsSameAs(Field other) => Name == other.Name && Value == other.Value;
}
