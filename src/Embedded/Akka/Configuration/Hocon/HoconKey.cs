using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Reads a key: parts joined by dots, each quoted or not; blanks inside an unquoted part belong to it.</summary>
internal static class HoconKey
{
    private const string NotInKeys = "$\"{}[]:=,#`^?!@&\\\n\r";

    public static HoconPath Read(HoconCursor cursor)
    {
        var keys = new List<string>();
        do keys.Add(ReadPart(cursor)); while (cursor.TryTake('.'));
        return new HoconPath([.. keys]);
    }

    private static string ReadPart(HoconCursor cursor)
    {
        cursor.TakeBlanks();
        var part = new StringBuilder();
        var quotedUpTo = 0;
        while (true)
        {
            if (cursor.Peek == '"')
            {
                part.Append(HoconText.ReadQuoted(cursor));
                quotedUpTo = part.Length;
                if (part.Length == 0) return IsPartEnd(cursor) ? "" : throw cursor.Error("the end of the key after \"\"");
            }
            else if (IsInPart(cursor)) part.Append(cursor.Take());
            else break;
        }

        TrimEnd(part, quotedUpTo);
        return part.Length > 0 ? part.ToString() : throw cursor.Error("a key");
    }

    private static bool IsInPart(HoconCursor cursor) =>
        !cursor.AtEnd && !cursor.AtComment && !cursor.At("+=") && cursor.Peek != '.' && !NotInKeys.Contains(cursor.Peek);

    private static bool IsPartEnd(HoconCursor cursor)
    {
        cursor.TakeBlanks();
        return cursor.Peek != '"' && !IsInPart(cursor);
    }

    private static void TrimEnd(StringBuilder part, int quotedUpTo)
    {
        while (part.Length > quotedUpTo && char.IsWhiteSpace(part[^1])) part.Length--;
    }
}
