using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaH2.PeerBench.Results;

/// <summary>The machine, and every round and the medians of each run, for machines. A figure that a case does not have is absent, one without a finite value null.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new NumberOrNull() },
    };

    public static string Render(MachineFacts machine, IEnumerable<IReadOnlyList<Section>> runs) => JsonSerializer.Serialize(
        new
        {
            Machine = machine,
            Runs = runs.Select(run => new { Cases = run.SelectMany(section => section.Comparisons).Select(Case) }),
        },
        Options);

    private static object Case(Comparison c) =>
        new { c.Name, Servers = c.Contestants.Select(server => new { server.Name, Median = Values(server.Median), Rounds = server.Rounds.Select(Values) }) };

    private static Dictionary<string, double> Values(Sample sample)
    {
        var values = sample.Figures.ToDictionary(figure => figure.Name, figure => sample[figure]);
        values["failed"] = sample.Failed;
        return values;
    }

    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(Math.Round(value, 4));
            else
                writer.WriteNullValue();
        }
    }
}
