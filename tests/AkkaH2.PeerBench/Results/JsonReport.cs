using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaH2.PeerBench.Results;

/// <summary>Every round and the medians, for machines; a figure that a case does not have is null.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new NumberOrNull() },
    };

    public static void Write(string path, string transport, IEnumerable<Comparison> comparisons) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            Transport = transport,
            Processors = Environment.ProcessorCount,
            Runtime = Environment.Version.ToString(),
            Cases = comparisons.Select(c => new { c.Load.Name, Servers = c.Contestants.Select(server => new { server.Name, server.Median, server.Rounds }) }),
        },
        Options));

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
