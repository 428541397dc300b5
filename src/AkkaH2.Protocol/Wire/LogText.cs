using System.Globalization;
using System.Text;

namespace AkkaH2.Wire;

/// <summary>Text that a peer may have sent, as a log may have it: it begins no line of its own, and moves no terminal's cursor.</summary>
internal static class LogText
{
    /// <summary>The text with everything but printable ASCII escaped, such as <c>\x1b</c>.</summary>
    public static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;

        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~')
                escaped.Append(c);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return escaped.ToString();
    }
}
