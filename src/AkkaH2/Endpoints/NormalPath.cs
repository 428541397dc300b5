using System.Globalization;

namespace AkkaH2.Endpoints;

/// <summary>
/// The one spelling of equivalent paths (RFC 9110 §4.2.3, RFC 3986 §6.2.2): unreserved characters are not encoded, and what is encoded has hex digits in
/// upper case. Nothing else changes: an encoded slash stays encoded, and dot segments stay.
/// </summary>
internal static class NormalPath
{
    public static string Of(string path) => path.Contains('%') ? Normalize(path) : path;

    private static string Normalize(string path)
    {
        var (normal, length) = (new char[path.Length], 0);
        for (var i = 0; i < path.Length; i++)
        {
            if (Encoded(path.AsSpan(i)) is not { } octet)
            {
                normal[length++] = path[i];
                continue;
            }

            if (IsUnreserved(octet))
                normal[length++] = octet;
            else
                length += Encode(octet, normal.AsSpan(length));
            i += 2;
        }

        return new string(normal, 0, length);
    }

    // The octet of "%73" at the beginning; null if something else stands there, also a percent sign that encodes nothing.
    private static char? Encoded(ReadOnlySpan<char> text) =>
        text is ['%', _, _, ..] && byte.TryParse(text[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet) ? (char)octet : null;

    private static int Encode(char octet, Span<char> to)
    {
        to[0] = '%';
        ((byte)octet).TryFormat(to[1..], out _, "X2", CultureInfo.InvariantCulture);
        return 3;
    }

    // RFC 3986 §2.3.
    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
