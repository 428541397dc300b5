using System.Buffers;
using System.Globalization;
using System.Text;

namespace AkkaH2.Wire;

/// <summary>Text of others, as a log may have it: it begins no line of its own, and moves no terminal's cursor.</summary>
internal static class LogText
{
    private const int LongestDetail = 1_000; // characters: far below the 16,384 octets of a frame that every peer takes

    // Control characters, line and paragraph separators, and what turns the direction of the text around it.
    private static readonly SearchValues<char> Breaking = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x206a).Select(c => (char)c).Where(c => char.IsControl(c) || c is '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or >= '\u2066')));

    /// <summary>What a peer has sent: everything but printable ASCII is escaped, such as <c>\x1b</c>. A text that was escaped stays as it is.</summary>
    public static string Printable(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Escape(text, static c => c is >= ' ' and <= '~') : text;

    /// <summary>The same for an error, which goes out as debug data and may be kept: cut to 1,000 characters, whatever it quotes.</summary>
    public static string Detail(string text) => Short(Printable(text.Length > LongestDetail ? text[..(LongestDetail + 1)] : text));

    /// <summary>The beginning of a text that may quote a peer, for an exception, which may be kept: 1,000 characters at most.</summary>
    public static string Short(string text) => text.Length > LongestDetail ? string.Concat(text.AsSpan(0, LongestDetail - 3), "...") : text;

    /// <summary>Printable as one word: spaces and backslashes are escaped too, so that it says exactly what was sent, and where it ends.</summary>
    public static string Word(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\') ? Escape(text, static c => c is >= '!' and <= '~' and not '\\') : text;

    /// <summary>What an application or the system says, in any language, and may quote a peer: what breaks a line or steers a terminal is escaped.</summary>
    public static string OneLine(string text) => text.AsSpan().ContainsAny(Breaking) ? Escape(text, static c => !Breaking.Contains(c)) : text;

    private static string Escape(string text, Func<char, bool> isPlain)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (isPlain(c))
                escaped.Append(c);
            else if (c == '\\')
                escaped.Append(@"\\");
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return escaped.ToString();
    }
}
