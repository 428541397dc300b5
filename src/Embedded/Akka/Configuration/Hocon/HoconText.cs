using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Reads the texts of HOCON: quoted as in JSON, triple-quoted as they stand, unquoted up to a character with a meaning.</summary>
internal static class HoconText
{
    private const string Triple = "\"\"\"";
    private const string NotInUnquoted = "$\"{}[]:=,#`^?!@*&\\";

    public static string ReadQuoted(HoconCursor cursor)
    {
        if (cursor.At(Triple)) return ReadTriple(cursor);

        cursor.Take();
        var text = new StringBuilder();
        while (!cursor.AtLineEnd)
        {
            var c = cursor.Take();
            if (c == '"') return text.ToString();
            text.Append(c == '\\' ? ReadEscape(cursor) : c);
        }
        throw cursor.Error("'\"' to close the text; a text over several lines is written in three quotes");
    }

    public static string ReadUnquoted(HoconCursor cursor)
    {
        var text = new StringBuilder();
        while (!cursor.AtLineEnd && !cursor.AtComment && !char.IsWhiteSpace(cursor.Peek) && !NotInUnquoted.Contains(cursor.Peek))
            text.Append(cursor.Take());
        return text.Length > 0 ? text.ToString() : throw cursor.Error("a value; a text with this character is to be quoted");
    }

    /// <summary>The last three of a run of quotes close the text, so that it may end with quotes of its own.</summary>
    private static string ReadTriple(HoconCursor cursor)
    {
        var start = cursor.Origin;
        cursor.TryTake(Triple);
        var text = cursor.TakeUntil(Triple) ?? throw HoconCursor.ErrorAt(start, "expected three quotes to close this text, but found the end");
        while (cursor.PeekAfter(Triple.Length) == '"') text += cursor.Take();
        cursor.TryTake(Triple);
        return text;
    }

    private static char ReadEscape(HoconCursor cursor)
    {
        var escape = cursor.AtLineEnd ? HoconCursor.End : cursor.Peek;
        if (escape == 'u') return ReadUnicode(cursor);

        var plain = escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw cursor.Error("one of \" \\ / b f n r t u after '\\'"),
        };
        cursor.Take();
        return plain;
    }

    private static char ReadUnicode(HoconCursor cursor)
    {
        cursor.Take();
        Span<char> digits = stackalloc char[4];
        for (var i = 0; i < digits.Length; i++)
            digits[i] = char.IsAsciiHexDigit(cursor.Peek) ? cursor.Take() : throw cursor.Error("four hexadecimal digits after '\\u'");
        return (char)int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
