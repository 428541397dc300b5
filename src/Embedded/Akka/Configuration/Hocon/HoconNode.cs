namespace Akka.Configuration.Hocon;

/// <summary>A value as it was written: immutable once read, shared between the configurations it is layered into.</summary>
internal abstract class HoconNode(Origin origin)
{
    public Origin Origin { get; } = origin;

    /// <summary>Whether no substitution is left below here.</summary>
    public abstract bool IsResolved { get; }

    /// <summary>What an error message calls it.</summary>
    public abstract string Describe();

    /// <summary>Lays one value over another: objects merge key by key, anything else hides what is below it.</summary>
    public static HoconNode Over(HoconNode upper, HoconNode? lower) => (upper, lower) switch
    {
        (_, null) => upper,
        (ObjectNode u, ObjectNode l) => u.MergedOver(l),
        (StackNode s, _) => new StackNode(s.Upper, Over(s.Lower, lower)),
        (ObjectNode, ScalarNode or ArrayNode) => upper,
        ({ IsResolved: true } and not ObjectNode, _) => upper,
        _ => new StackNode(upper, lower),
    };
}

/// <summary>Text, a number, a boolean: HOCON tells them apart only when they are asked for. Null text is the literal <c>null</c>.</summary>
internal sealed class ScalarNode(string? text, Origin origin, bool isGap = false) : HoconNode(origin)
{
    public string? Text { get; } = text;

    /// <summary>White space between two joined values: kept between texts, dropped between objects or arrays.</summary>
    public bool IsGap { get; } = isGap;

    public override bool IsResolved => true;

    public override string Describe() => Text is null ? "null" : $"'{Text}'";
}

internal sealed class ArrayNode(IReadOnlyList<HoconNode> items, Origin origin) : HoconNode(origin)
{
    public IReadOnlyList<HoconNode> Items { get; } = items;

    public override bool IsResolved { get; } = items.All(item => item.IsResolved);

    public override string Describe() => "a list";
}

internal sealed class ObjectNode(Dictionary<string, HoconNode> items, Origin origin) : HoconNode(origin)
{
    public static readonly ObjectNode Empty = new([], default);

    public Dictionary<string, HoconNode> Items { get; } = items;

    public override bool IsResolved { get; } = items.Values.All(item => item.IsResolved);

    public override string Describe() => "an object";

    public HoconNode? Child(ReadOnlySpan<char> key) =>
        Items.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var child) ? child : null;

    public ObjectNode MergedOver(ObjectNode lower)
    {
        if (lower.Items.Count == 0) return this;
        if (Items.Count == 0) return lower;

        var merged = new Dictionary<string, HoconNode>(lower.Items);
        foreach (var (key, value) in Items)
            merged[key] = Over(value, merged.GetValueOrDefault(key));
        return new ObjectNode(merged, Origin);
    }
}

/// <summary>Values written side by side, at least one of them a substitution: what joining them means is known once it is resolved.</summary>
internal sealed class ConcatNode(IReadOnlyList<HoconNode> pieces, Origin origin) : HoconNode(origin)
{
    public IReadOnlyList<HoconNode> Pieces { get; } = pieces;

    public override bool IsResolved => false;

    public override string Describe() => "a joined value";
}

/// <summary><c>${path}</c> or <c>${?path}</c>; in an included file the path is first looked for below the place of the include.</summary>
internal sealed class SubstitutionNode(HoconPath path, bool isOptional, HoconPath includedAt, Origin origin) : HoconNode(origin)
{
    public HoconPath Path { get; } = path;

    public bool IsOptional { get; } = isOptional;

    public HoconPath IncludedAt { get; } = includedAt;

    public override bool IsResolved => false;

    public override string Describe() => IsOptional ? $"${{?{Path}}}" : $"${{{Path}}}";
}

/// <summary>One value over another where substitutions decide whether they merge, or where the upper one may refer to the lower.</summary>
internal sealed class StackNode(HoconNode upper, HoconNode lower) : HoconNode(upper.Origin)
{
    public HoconNode Upper { get; } = upper;

    public HoconNode Lower { get; } = lower;

    public override bool IsResolved => false;

    public override string Describe() => Upper.Describe();
}

/// <summary>A value that cannot be had; reading it says why. The rest of the configuration stays usable.</summary>
internal sealed class BrokenNode(string reason, Origin origin) : HoconNode(origin)
{
    public string Reason { get; } = reason;

    public override bool IsResolved => true;

    public override string Describe() => "an unresolved value";
}
