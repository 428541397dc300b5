namespace Akka.Configuration.Hocon;

/// <summary>How <c>include</c> finds what it names: by a caller's function, or in files, a relative name beside the including file.</summary>
internal sealed class HoconInclude
{
    public static readonly HoconInclude Files = new(null, null, null);

    private readonly Func<string, HoconRoot>? _callback;
    private readonly HoconInclude? _includer;

    private HoconInclude(string? source, HoconInclude? includer, Func<string, HoconRoot>? callback) =>
        (Source, _includer, _callback) = (source, includer, callback);

    /// <summary>The file being read, or null for text that came from elsewhere.</summary>
    public string? Source { get; }

    public static HoconInclude By(Func<string, HoconRoot>? callback) => callback is null ? Files : new HoconInclude(null, null, callback);

    /// <summary><c>include = 1</c> is a key like any other.</summary>
    public static bool IsStatement(HoconCursor cursor)
    {
        var next = "include".Length;
        while (cursor.PeekAfter(next) is ' ' or '\t') next++;
        return cursor.PeekAfter(next) is '"' or 'f' or 'r' && !IsKeyWithBlanks(cursor, next);
    }

    public ObjectNode Read(Statement statement, HoconPath at)
    {
        if (_callback is not null) return _callback(statement.Name).Node;

        var file = Path.GetFullPath(statement.Name, Source is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Source)!);
        if (File.Exists(file)) return new HoconReader(File.ReadAllText(file), Inner(file, statement), at).ReadRoot();

        return statement.IsRequired
            ? throw HoconCursor.ErrorAt(statement.Origin, $"expected the file '{file}', but there is none")
            : ObjectNode.Empty;
    }

    private HoconInclude Inner(string file, Statement statement)
    {
        for (var includer = this; includer is not null; includer = includer._includer)
            if (includer.Source == file)
                throw HoconCursor.ErrorAt(statement.Origin, $"'{file}' includes itself");
        return new HoconInclude(file, this, null);
    }

    private static bool IsKeyWithBlanks(HoconCursor cursor, int next) =>
        cursor.PeekAfter(next) != '"' && !Matches(cursor, next, "file(") && !Matches(cursor, next, "required(");

    private static bool Matches(HoconCursor cursor, int from, string expected) =>
        !expected.Where((c, i) => cursor.PeekAfter(from + i) != c).Any();

    /// <summary><c>include "name"</c>, <c>include file("name")</c>, either within <c>required(…)</c>.</summary>
    internal readonly record struct Statement(string Name, bool IsRequired, Origin Origin)
    {
        public static Statement Read(HoconCursor cursor)
        {
            var origin = cursor.Origin;
            cursor.TryTake("include");
            cursor.TakeBlanks();
            var isRequired = cursor.TryTake("required(");
            cursor.TakeBlanks();
            var isFile = cursor.TryTake("file(");
            cursor.TakeBlanks();

            var name = cursor.Peek == '"' ? HoconText.ReadQuoted(cursor) : throw cursor.Error("the name to include, in quotes");
            if (isFile) Close(cursor);
            if (isRequired) Close(cursor);
            return new Statement(name, isRequired, origin);
        }

        private static void Close(HoconCursor cursor)
        {
            cursor.TakeBlanks();
            if (!cursor.TryTake(')')) throw cursor.Error("')' after the name to include");
        }
    }
}
