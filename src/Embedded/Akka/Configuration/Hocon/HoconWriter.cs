using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Writes values as HOCON that reads back as the same values.</summary>
internal static class HoconWriter
{
    private const int Indent = 2;

    public static string Write(HoconNode node)
    {
        var text = new StringBuilder();
        if (node is ObjectNode root) Fields(text, root, 0);
        else Value(text, node, 0);
        return text.ToString();
    }

    private static void Fields(StringBuilder text, ObjectNode node, int depth)
    {
        foreach (var (key, value) in node.Items)
            foreach (var layer in Layers(value))
            {
                text.Append(' ', depth * Indent).Append(Key(key)).Append(layer is ObjectNode ? " " : " : ");
                Value(text, layer, depth);
                text.Append('\n');
            }
    }

    /// <summary>Values over one another are written from the lowest up, as they were read.</summary>
    private static IEnumerable<HoconNode> Layers(HoconNode node) => node is StackNode stack ? [.. Layers(stack.Lower), .. Layers(stack.Upper)] : [node];

    private static void Value(StringBuilder text, HoconNode node, int depth)
    {
        switch (node)
        {
            case ScalarNode { IsGap: true } gap: text.Append(gap.Text); break;
            case ScalarNode scalar: text.Append(scalar.Text is null ? "null" : Text(scalar.Text)); break;
            case ArrayNode array: Array(text, array, depth); break;
            case ObjectNode o: Object(text, o, depth); break;
            case ConcatNode concat: foreach (var piece in concat.Pieces) Value(text, piece, depth); break;
            default: text.Append(node.Describe()); break;
        }
    }

    private static void Array(StringBuilder text, ArrayNode array, int depth)
    {
        text.Append('[');
        foreach (var (index, item) in array.Items.Index())
        {
            if (index > 0) text.Append(", ");
            Value(text, item, depth);
        }
        text.Append(']');
    }

    private static void Object(StringBuilder text, ObjectNode node, int depth)
    {
        text.Append("{\n");
        Fields(text, node, depth + 1);
        text.Append(' ', depth * Indent).Append('}');
    }

    private static string Key(string key) => IsPlain(key) && !key.Contains('.') ? key : Quoted(key);

    private static string Text(string text) => IsPlain(text) && text != "null" ? text : Quoted(text);

    private static bool IsPlain(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", < ' ' => $"\\u{(int)c:x4}", _ => c.ToString() });
        return quoted.Append('"').ToString();
    }
}
