using System.Buffers;

namespace AkkaH2.Protocol.Priorities;

/// <summary>Reads a structured dictionary, member by member (RFC 8941 §4.2.2). If it is malformed anywhere, nothing of it counts.</summary>
internal ref struct DictionaryReader(ReadOnlySpan<char> text)
{
    private const string True = "?1";
    private const int MaxDigits = 15;
    private const int MaxWholeDigits = 12; // of a decimal
    private const int MaxFractionDigits = 3;

    private static readonly SearchValues<char> KeyStart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz*");
    private static readonly SearchValues<char> KeyRest = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly SearchValues<char> TokenRest =
        SearchValues.Create("!#$%&'*+-.^_`|~:/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest = text.Trim(' ');

    /// <summary>True once something was read that no dictionary has.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next member: its key, and its value as it stands there, "?1" where there is none. Its parameters are skipped.</summary>
    public bool TryRead(out ReadOnlySpan<char> key, out ReadOnlySpan<char> item)
    {
        key = default;
        item = True;
        if (IsMalformed || _rest.IsEmpty)
            return false;

        IsMalformed = !(TakeKey(out key) && (!Take('=') || TakeMember(out item)) && SkipParameters() && SkipComma());
        return !IsMalformed;
    }

    // RFC 8941 §4.2.2: between members a comma and white space, and nothing after the last one.
    private bool SkipComma()
    {
        SkipWhiteSpace();
        if (_rest.IsEmpty)
            return true;
        if (!Take(','))
            return false;

        SkipWhiteSpace();
        return !_rest.IsEmpty;
    }

    private bool TakeKey(out ReadOnlySpan<char> key)
    {
        key = StartsWith(KeyStart) ? TakeAll(KeyRest) : default;
        return !key.IsEmpty;
    }

    private bool TakeMember(out ReadOnlySpan<char> item)
    {
        var before = _rest;
        var whole = Take('(') ? SkipInnerList() : SkipItem();
        item = before[..^_rest.Length];
        return whole;
    }

    // RFC 8941 §4.2.1.2: items with their parameters between spaces.
    private bool SkipInnerList()
    {
        while (true)
        {
            _rest = _rest.TrimStart(' ');
            if (Take(')'))
                return true;
            if (!SkipItem() || !SkipParameters() || _rest.IsEmpty || _rest[0] is not (' ' or ')'))
                return false;
        }
    }

    private bool SkipParameters()
    {
        while (Take(';'))
        {
            _rest = _rest.TrimStart(' ');
            if (!TakeKey(out _) || (Take('=') && !SkipItem()))
                return false;
        }

        return true;
    }

    // RFC 8941 §4.2.3.1: the first character tells the type.
    private bool SkipItem()
    {
        if (_rest.IsEmpty)
            return false;

        return _rest[0] switch
        {
            '-' or (>= '0' and <= '9') => SkipNumber(),
            '"' => SkipString(),
            '?' => Take('?') && (Take('0') || Take('1')),
            ':' => SkipOctets(),
            '*' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => !TakeAll(TokenRest).IsEmpty,
            _ => false,
        };
    }

    private bool SkipOctets()
    {
        Take(':');
        TakeAll(Base64);
        return Take(':');
    }

    private bool SkipNumber()
    {
        Take('-');
        var whole = TakeAll(Digits).Length;
        return Take('.')
            ? whole is > 0 and <= MaxWholeDigits && TakeAll(Digits).Length is > 0 and <= MaxFractionDigits
            : whole is > 0 and <= MaxDigits;
    }

    // RFC 8941 §4.2.5: visible ASCII and space; a backslash stands before a quote or a backslash.
    private bool SkipString()
    {
        for (var i = 1; i < _rest.Length; i++)
        {
            switch (_rest[i])
            {
                case '"':
                    _rest = _rest[(i + 1)..];
                    return true;
                case '\\' when i + 1 < _rest.Length && _rest[i + 1] is ('"' or '\\'):
                    i++;
                    break;
                case '\\' or < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private void SkipWhiteSpace() => _rest = _rest.TrimStart(" \t");

    private readonly bool StartsWith(SearchValues<char> any) => !_rest.IsEmpty && any.Contains(_rest[0]);

    private bool Take(char one)
    {
        if (_rest.IsEmpty || _rest[0] != one)
            return false;

        _rest = _rest[1..];
        return true;
    }

    private ReadOnlySpan<char> TakeAll(SearchValues<char> any)
    {
        var end = _rest.IndexOfAnyExcept(any);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
