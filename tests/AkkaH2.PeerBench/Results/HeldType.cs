using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Results;

/// <summary>The objects of one type that an idle connection or stream holds.</summary>
/// <param name="Name">The type, as the runtime names it.</param>
/// <param name="Octets">The size of its objects.</param>
/// <param name="Objects">Their number.</param>
internal sealed record HeldType(string Name, double Octets, double Objects)
{
    private const double Noise = 0.05;

    /// <summary>By type, the largest first: what a heap has more with so many of something than without, each.</summary>
    public static IReadOnlyList<HeldType> Each(IReadOnlyDictionary<string, TypeOnHeap> with, IReadOnlyDictionary<string, TypeOnHeap> without, int count) =>
    [
        .. with.Select(type => (Name: type.Key, More: type.Value - without.GetValueOrDefault(type.Key)))
            .Select(type => new HeldType(type.Name, (double)type.More.Octets / count, (double)type.More.Objects / count))
            .Where(type => type.Objects >= Noise)
            .OrderByDescending(type => type.Octets),
    ];

    /// <summary>The types as a Markdown table, the smallest ones summed up in its last line.</summary>
    public static string Table(IReadOnlyList<HeldType> types, int lines) => string.Join('\n',
    [
        "| type | octets | objects |",
        "|---|---|---|",
        .. types.Take(lines).Select(type => Row(type with { Name = $"`{AllocatedType.ShortName(type.Name)}`" })),
        .. types.Count > lines ? (string[])[Row(Sum($"{types.Count - lines} more types", types.Skip(lines)))] : [],
        Row(Sum("all", types)),
    ]);

    private static HeldType Sum(string name, IEnumerable<HeldType> types) =>
        types.Aggregate(new HeldType(name, 0, 0), (sum, type) => sum with { Octets = sum.Octets + type.Octets, Objects = sum.Objects + type.Objects });

    private static string Row(HeldType type) => Results.Table.Row([type.Name, Results.Table.Text(type.Octets, "#,0"), Results.Table.Text(type.Objects, "0.0")]);
}
