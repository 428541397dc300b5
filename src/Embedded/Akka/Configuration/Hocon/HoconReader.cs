namespace Akka.Configuration.Hocon;

/// <summary>Reads HOCON text into nodes. Substitutions stay as they are: what they mean depends on all layers.</summary>
internal sealed class HoconReader
{
    private readonly HoconCursor _cursor;
    private readonly HoconInclude _include;

    /// <summary>Where in the whole configuration this text is included.</summary>
    private readonly HoconPath _includedAt;

    internal HoconReader(string text, HoconInclude include, HoconPath includedAt)
    {
        _cursor = new HoconCursor(text, include.Source);
        _include = include;
        _includedAt = includedAt;
    }

    public static ObjectNode Read(string text, HoconInclude? include = null) =>
        new HoconReader(text, include ?? HoconInclude.Files, HoconPath.Root).ReadRoot();

    /// <summary>A document is an object; its braces may be left out.</summary>
    internal ObjectNode ReadRoot()
    {
        _cursor.SkipSpaceAndComments();
        if (_cursor.Peek == '[')
            throw _cursor.Error("keys or an object at the root of a configuration");

        var inBraces = _cursor.TryTake('{');
        var root = ReadFields(_includedAt, inBraces);
        _cursor.SkipSpaceAndComments();
        return _cursor.AtEnd ? root : throw _cursor.Error("the end of the configuration");
    }

    private ObjectNode ReadFields(HoconPath path, bool inBraces)
    {
        var origin = _cursor.Origin;
        var fields = new Dictionary<string, HoconNode>();
        while (true)
        {
            SkipSeparators();
            if (_cursor.AtEnd && !inBraces) break;
            if (_cursor.AtEnd) throw _cursor.Error($"'}}' for the object that begins at {origin}");
            if (_cursor.Peek == '}' && inBraces) { _cursor.Take(); break; }

            ReadField(fields, path);
        }
        return new ObjectNode(fields, origin);
    }

    private void SkipSeparators()
    {
        do _cursor.SkipSpaceAndComments(); while (_cursor.TryTake(','));
    }

    private void ReadField(Dictionary<string, HoconNode> fields, HoconPath path)
    {
        if (AtInclude())
        {
            foreach (var (key, value) in ReadInclude(path).Items)
                fields[key] = HoconNode.Over(value, fields.GetValueOrDefault(key));
            return;
        }

        var origin = _cursor.Origin;
        var keys = HoconKey.Read(_cursor);
        var node = ReadFieldValue(path.Append(keys));
        for (var i = keys.Length - 1; i > 0; i--)
            node = new ObjectNode(new Dictionary<string, HoconNode> { [keys.Keys[i]] = node }, origin);
        fields[keys.Keys[0]] = HoconNode.Over(node, fields.GetValueOrDefault(keys.Keys[0]));
    }

    private HoconNode ReadFieldValue(HoconPath path)
    {
        _cursor.SkipSpaceAndComments();
        if (_cursor.Peek == '{') return ReadValue(path);
        if (_cursor.TryTake("+=")) return ReadAppend(path);
        if (!_cursor.TryTake('=') && !_cursor.TryTake(':'))
            throw _cursor.Error($"'=', ':', '+=' or '{{' after the key '{path}'");

        _cursor.SkipSpaceAndComments();
        return ReadValue(path);
    }

    /// <summary><c>a += b</c> means <c>a = ${?a} [b]</c>.</summary>
    private ConcatNode ReadAppend(HoconPath path)
    {
        _cursor.SkipSpaceAndComments();
        var origin = _cursor.Origin;
        var soFar = new SubstitutionNode(path, isOptional: true, HoconPath.Root, origin);
        return new ConcatNode([soFar, new ArrayNode([ReadValue(path)], origin)], origin);
    }

    /// <summary>Everything up to the end of the line, a comma or a closing bracket; values side by side are joined.</summary>
    private HoconNode ReadValue(HoconPath path)
    {
        var origin = _cursor.Origin;
        var pieces = new List<HoconNode>();
        while (true)
        {
            var gapOrigin = _cursor.Origin;
            var gap = _cursor.TakeBlanks();
            if (AtValueEnd()) break;
            if (gap.Length > 0 && pieces.Count > 0) pieces.Add(new ScalarNode(gap, gapOrigin, isGap: true));
            pieces.Add(ReadPiece(path));
        }

        return pieces switch
        {
            [] => throw _cursor.Error($"a value for '{path}'"),
            [var single] => single,
            _ when pieces.Any(piece => piece is not ScalarNode) => Joined(pieces, origin),
            _ => new ScalarNode(HoconJoin.Text(pieces), origin),
        };
    }

    private bool AtValueEnd() => _cursor.AtLineEnd || _cursor.AtComment || _cursor.Peek is ',' or '}' or ']';

    /// <summary>Pieces without substitutions are joined at once, so that a document without substitutions is resolved as read.</summary>
    private static HoconNode Joined(List<HoconNode> pieces, Origin origin)
    {
        if (pieces.Any(piece => !piece.IsResolved)) return new ConcatNode(pieces, origin);
        return HoconJoin.Join(pieces, origin) is BrokenNode broken
            ? throw HoconCursor.ErrorAt(origin, broken.Reason)
            : HoconJoin.Join(pieces, origin)!;
    }

    private HoconNode ReadPiece(HoconPath path)
    {
        var origin = _cursor.Origin;
        return _cursor.Peek switch
        {
            '"' => new ScalarNode(HoconText.ReadQuoted(_cursor), origin),
            '{' when _cursor.TryTake('{') => ReadFields(path, inBraces: true),
            '[' when _cursor.TryTake('[') => ReadArray(path, origin),
            '$' => ReadSubstitution(origin),
            _ => Literal(HoconText.ReadUnquoted(_cursor), origin),
        };
    }

    private static ScalarNode Literal(string text, Origin origin) => new(text == "null" ? null : text, origin);

    private ArrayNode ReadArray(HoconPath path, Origin origin)
    {
        var items = new List<HoconNode>();
        while (true)
        {
            SkipSeparators();
            if (_cursor.TryTake(']')) return new ArrayNode(items, origin);
            if (_cursor.AtEnd || _cursor.Peek == '}') throw _cursor.Error($"a value or ']' for the list that begins at {origin}");
            items.Add(ReadValue(path));
        }
    }

    private SubstitutionNode ReadSubstitution(Origin origin)
    {
        if (!_cursor.TryTake("${")) throw _cursor.Error("a value; '$' begins a substitution '${path}' and is to be quoted elsewhere");

        var isOptional = _cursor.TryTake('?');
        var path = HoconKey.Read(_cursor);
        return _cursor.TryTake('}')
            ? new SubstitutionNode(path, isOptional, _includedAt, origin)
            : throw _cursor.Error($"'}}' after the path of '${{{path}'");
    }

    private bool AtInclude() =>
        _cursor.At("include") && _cursor.PeekAfter("include".Length) is ' ' or '\t' && HoconInclude.IsStatement(_cursor);

    private ObjectNode ReadInclude(HoconPath path) => _include.Read(HoconInclude.Statement.Read(_cursor), path);
}
