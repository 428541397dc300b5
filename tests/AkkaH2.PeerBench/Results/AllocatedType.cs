using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Results;

/// <summary>An object that the runtime picked at random.</summary>
internal readonly record struct SampledObject(string Type, long Octets)
{
    /// <summary>The runtime picks octets, one in so many on average, and reports the object that the octet belongs to.</summary>
    private const double OctetsBetween = 100 * 1024;

    /// <summary>How many objects of this size it stands for: one over the probability that one of its octets is picked.</summary>
    public double Weight => 1 / -double.ExpM1(Octets * double.LogP1(-1 / OctetsBetween));
}

/// <summary>An estimate of what a request allocates of one type.</summary>
/// <param name="Name">The type, as the runtime names it.</param>
/// <param name="OctetsPerRequest">The size of its objects.</param>
/// <param name="ObjectsPerRequest">Their number.</param>
/// <param name="Samples">How many samples the estimate rests on; its relative error is about one over their root.</param>
internal sealed partial record AllocatedType(string Name, double OctetsPerRequest, double ObjectsPerRequest, int Samples)
{
    /// <summary>By type, the largest first.</summary>
    public static IReadOnlyList<AllocatedType> Estimate(IEnumerable<SampledObject> samples, long requests) =>
    [
        .. samples.GroupBy(sample => sample.Type)
            .Select(type => new AllocatedType(type.Key, type.Sum(s => s.Weight * s.Octets) / requests, type.Sum(s => s.Weight) / requests, type.Count()))
            .OrderByDescending(type => type.OctetsPerRequest),
    ];

    /// <summary>The types as a Markdown table, the smallest ones summed up in its last line.</summary>
    public static string Table(IReadOnlyList<AllocatedType> types, int lines) => string.Join('\n',
    [
        "| type | octets a request | objects a request | samples |",
        "|---|---|---|---|",
        .. types.Take(lines).Select(type => Row(type with { Name = $"`{ShortName(type.Name)}`" })),
        .. types.Count > lines ? (string[])[Row(Sum($"{types.Count - lines} more types", types.Skip(lines)))] : [],
        Row(Sum("all", types)),
    ]);

    /// <summary>A type's name without namespaces and the number of type arguments.</summary>
    public static string ShortName(string name) => NamespaceOrArity().Replace(name, "");

    private static AllocatedType Sum(string name, IEnumerable<AllocatedType> types) =>
        types.Aggregate(new AllocatedType(name, 0, 0, 0), (sum, type) => sum with
        {
            OctetsPerRequest = sum.OctetsPerRequest + type.OctetsPerRequest,
            ObjectsPerRequest = sum.ObjectsPerRequest + type.ObjectsPerRequest,
            Samples = sum.Samples + type.Samples,
        });

    private static string Row(AllocatedType type) =>
        Results.Table.Row([type.Name, Results.Table.Text(type.OctetsPerRequest, "#,0"), Results.Table.Text(type.ObjectsPerRequest, "0.00"), $"{type.Samples}"]);

    [GeneratedRegex(@"(\w+\.)+|`\d+")]
    private static partial Regex NamespaceOrArity();
}
