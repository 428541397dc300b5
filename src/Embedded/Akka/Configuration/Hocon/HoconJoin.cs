namespace Akka.Configuration.Hocon;

/// <summary>Joins values that stand side by side: texts to a text, lists to a list, objects to an object.</summary>
internal static class HoconJoin
{
    /// <summary>Null where nothing is left: every piece was an optional substitution without a value.</summary>
    public static HoconNode? Join(IReadOnlyList<HoconNode> pieces, Origin origin)
    {
        if (pieces.OfType<BrokenNode>().FirstOrDefault() is { } broken) return broken;

        var values = pieces.Where(piece => piece is not ScalarNode { IsGap: true }).ToList();
        return values switch
        {
            [] => null,
            [var single] when pieces.Count == 1 || single is not ScalarNode => single,
            _ when values.All(value => value is ScalarNode) => new ScalarNode(Text(pieces), origin),
            _ when values.All(value => value is ArrayNode) => new ArrayNode([.. values.Cast<ArrayNode>().SelectMany(array => array.Items)], origin),
            _ when values.All(value => value is ObjectNode) => values.Cast<ObjectNode>().Aggregate((lower, upper) => upper.MergedOver(lower)),
            _ => Mixed(values, origin),
        };
    }

    public static string Text(IEnumerable<HoconNode> pieces) => string.Concat(pieces.Cast<ScalarNode>().Select(piece => piece.Text ?? "null"));

    private static BrokenNode Mixed(List<HoconNode> values, Origin origin)
    {
        var other = values.First(value => value.GetType() != values[0].GetType());
        return new BrokenNode($"expected values of one kind side by side, but found {values[0].Describe()} and {other.Describe()}", origin);
    }
}
