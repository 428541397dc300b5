namespace Akka.Configuration.Hocon;

/// <summary>A place in a HOCON text. It knows white space, comments and lines, and nothing of values.</summary>
internal sealed class HoconCursor(string text, string? source)
{
    public const char End = '\0';

    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;
    private int _lineStart;

    public string? Source => source;

    public bool AtEnd => _position >= text.Length;

    public char Peek => AtEnd ? End : text[_position];

    public bool AtLineEnd => AtEnd || Peek is '\n' or '\r';

    public bool AtComment => Peek == '#' || At("//");

    public Origin Origin
    {
        get
        {
            CountLines();
            return new Origin(source, _line, _position - _lineStart + 1);
        }
    }

    public bool At(string expected) => string.CompareOrdinal(text, _position, expected, 0, expected.Length) == 0;

    /// <summary>What stands this many characters further on.</summary>
    public char PeekAfter(int characters) => _position + characters < text.Length ? text[_position + characters] : End;

    public char Take() => text[_position++];

    public bool TryTake(char expected)
    {
        if (AtEnd || Peek != expected) return false;
        _position++;
        return true;
    }

    public bool TryTake(string expected)
    {
        if (!At(expected)) return false;
        _position += expected.Length;
        return true;
    }

    /// <summary>Everything up to the next occurrence of the text, which is not taken; null where there is none.</summary>
    public string? TakeUntil(string stop)
    {
        var at = text.IndexOf(stop, _position, StringComparison.Ordinal);
        if (at < 0) return null;
        var taken = text[_position..at];
        _position = at;
        return taken;
    }

    /// <summary>Blanks within a line, as they were written.</summary>
    public string TakeBlanks()
    {
        var start = _position;
        while (!AtLineEnd && char.IsWhiteSpace(Peek)) _position++;
        return text[start.._position];
    }

    public void SkipSpaceAndComments()
    {
        while (!AtEnd)
        {
            if (char.IsWhiteSpace(Peek)) _position++;
            else if (AtComment) SkipLine();
            else return;
        }
    }

    public ConfigurationException Error(string expected) =>
        new($"{Origin}: expected {expected}, but found {Found()}");

    public static ConfigurationException ErrorAt(Origin origin, string message) => new($"{origin}: {message}");

    private void SkipLine()
    {
        while (!AtLineEnd) _position++;
    }

    private string Found() => AtEnd ? "the end" : AtLineEnd ? "the end of the line" : $"'{Peek}'";

    private void CountLines()
    {
        for (var next = NextLineStart(); next > 0 && next <= _position; next = NextLineStart())
        {
            _line++;
            _lineStart = next;
        }
    }

    private int NextLineStart() => text.IndexOf('\n', _lineStart) + 1;
}
