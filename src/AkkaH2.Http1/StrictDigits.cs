namespace AkkaH2.Http1;

/// <summary>
/// How content-length is decoded: digits are themselves, and all other octets make it no number. Kestrel would read "+3" as 3 (RFC 9110 §8.6: digits only).
/// </summary>
internal sealed class StrictDigits : OneWayEncoding
{
    public static readonly StrictDigits Instance = new();

    private const char NoDigit = '?';

    protected override string Decode(ReadOnlySpan<byte> octets)
    {
        var text = Latin1.GetString(octets).ToCharArray();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                text[i] = NoDigit;
        }

        return new string(text);
    }
}
