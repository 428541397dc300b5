namespace AkkaH2.Http1;

/// <summary>
/// How the field connection is decoded. Where Kestrel finds one of the options that it knows, and no other, it puts that in place of the whole value: "close, x-hop" is "close"
/// to whoever asks, and the names of fields are lost. So keep-alive is put beside close and upgrade, to which it adds nothing, and is left out beside names, since HTTP/1.1
/// goes on without it (RFC 9112 §9.3).
/// </summary>
internal sealed class ConnectionOptions : OneWayEncoding
{
    public static readonly ConnectionOptions Instance = new();

    private const string KeepAlive = "keep-alive";

    /// <summary>True for an option that is no name of a field (RFC 9110 §7.6.1).</summary>
    public static bool IsOption(string text) => Is(text, KeepAlive) || Is(text, "close") || Is(text, "upgrade");

    protected override string Decode(ReadOnlySpan<byte> octets)
    {
        var text = Latin1.GetString(octets);
        var options = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var others = Array.FindAll(options, option => !Is(option, KeepAlive));
        return Array.Exists(others, IsOption) ? $"{text}, {KeepAlive}"
            : others.Length > 0 ? string.Join(", ", others)
            : text;
    }

    private static bool Is(string text, string option) => text.Equals(option, StringComparison.OrdinalIgnoreCase);
}
