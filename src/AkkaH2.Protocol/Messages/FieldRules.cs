using System.Buffers;
using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §8.2: what a field name and a field value may hold, and which fields HTTP/2 forbids.</summary>
internal static class FieldRules
{
    // RFC 9113 §8.2.1: names are tokens (RFC 9110 §5.6.2) without upper case.
    private static readonly SearchValues<char> NameChars = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // RFC 9113 §8.2.1: NUL, LF and CR never stand in a value. RFC 9110 §5.5: a value is octets, so nothing above U+00FF either.
    private static readonly SearchValues<char> ValueChars =
        SearchValues.Create(string.Concat(Enumerable.Range(0, 256).Select(c => (char)c).Except(['\0', '\n', '\r'])));

    // RFC 9110 §5.5: no control characters but the tab are sent. A recipient may retain the others, and RFC 9113 §8.2.1 demands no more of it than ValueChars.
    private static readonly SearchValues<char> SentChars =
        SearchValues.Create(string.Concat(Enumerable.Range(0, 256).Select(c => (char)c).Where(c => c is '\t' or (>= ' ' and not '\x7f'))));

    /// <summary>The fault of malformed fields that came, which stand after the pseudo-header fields; null if there is none.</summary>
    public static string? Check(ReadOnlySpan<HeaderField> fields) => Check(fields, ValueChars);

    /// <summary>The same for fields that are to be sent.</summary>
    public static string? CheckSent(ReadOnlySpan<HeaderField> fields) => Check(fields, SentChars);

    /// <summary>RFC 9113 §8.2.1: no NUL, LF or CR, nothing that is no octet, and no white space at either end.</summary>
    public static bool IsValue(string value) => IsValue(value, ValueChars);

    /// <summary>RFC 9110 §5.6.2: what a method may be.</summary>
    public static bool IsToken(string text) => text.Length > 0 && text.AsSpan().IndexOfAnyExcept(TokenChars) < 0;

    private static string? Check(ReadOnlySpan<HeaderField> fields, SearchValues<char> chars)
    {
        foreach (ref readonly var field in fields)
        {
            if (Check(field, chars) is { } fault)
                return fault;
        }

        return null;
    }

    private static string? Check(in HeaderField field, SearchValues<char> chars)
    {
        if (!IsName(field.Name))
            return field.Name.StartsWith(':') ? $"pseudo-header field {field.Name} after a regular field" : $"field name \"{field.Name}\"";

        if (!IsValue(field.Value, chars))
            return $"field {field.Name} with a forbidden character";

        // RFC 9113 §8.2.2: connection-specific fields are malformed; te may only say "trailers".
        return field.Name switch
        {
            "connection" or "proxy-connection" or "keep-alive" or "transfer-encoding" or "upgrade" => $"connection-specific field {field.Name}",
            "te" when !field.Value.Equals("trailers", StringComparison.OrdinalIgnoreCase) => $"te: {field.Value}",
            _ => null,
        };
    }

    private static bool IsValue(string value, SearchValues<char> chars) =>
        value.AsSpan().IndexOfAnyExcept(chars) < 0
        && (value.Length == 0 || (value[0] is not (' ' or '\t') && value[^1] is not (' ' or '\t')));

    private static bool IsName(string name) => name.Length > 0 && name.AsSpan().IndexOfAnyExcept(NameChars) < 0;
}
