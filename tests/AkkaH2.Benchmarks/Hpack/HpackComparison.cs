using System.Buffers;
using System.Text.Json;
using AkkaH2.Hpack;

namespace AkkaH2.Benchmarks.Hpack;

/// <summary>Adds up what other encoders made of the stories and what ours makes of them.</summary>
internal static class HpackComparison
{
    private const string Raw = "raw-data";

    public static int Run(string folder)
    {
        var raw = Stories(folder, Raw);
        var plain = raw.Values.Sum(story => story.Sum(PlainOctets));
        Console.WriteLine($"fields of {raw.Count} stories: {plain} octets");
        foreach (var encoder in Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => name != Raw).Order())
            Compare(encoder, Stories(folder, encoder), raw);
        return 0;
    }

    private static void Compare(string encoder, Dictionary<string, JsonElement[]> stories, Dictionary<string, JsonElement[]> raw)
    {
        var theirs = stories.Values.Sum(story => story.Sum(block => block.GetProperty("wire").GetString()!.Length / 2));
        var ours = stories.Sum(story => OursFor(raw[story.Key], story.Value));
        Console.WriteLine($"{encoder,-32} {stories.Count,2} stories {theirs,8} octets, ours {ours,8} ({100.0 * ours / theirs - 100:+0.0;-0.0} %)");
    }

    /// <summary>With the table sizes that the other encoder was given, capped at 4096 octets as by default.</summary>
    private static int OursFor(JsonElement[] raw, JsonElement[] theirs)
    {
        var encoder = new HpackEncoder();
        var output = new ArrayBufferWriter<byte>();
        foreach (var (fields, block) in raw.Zip(theirs))
        {
            if (block.TryGetProperty("header_table_size", out var size) && size.ValueKind == JsonValueKind.Number)
                encoder.SetPeerMaxTableSize(size.GetInt32());
            encoder.Encode(Fields(fields), output);
        }

        return output.WrittenCount;
    }

    private static int PlainOctets(JsonElement block) => Fields(block).Sum(field => field.Name.Length + field.Value.Length);

    private static HeaderField[] Fields(JsonElement block) =>
        [.. block.GetProperty("headers").EnumerateArray().Select(field => field.EnumerateObject().Single()).Select(pair => new HeaderField(pair.Name, pair.Value.GetString()!))];

    private static Dictionary<string, JsonElement[]> Stories(string folder, string encoder) =>
        Directory.GetFiles(Path.Combine(folder, encoder), "story_*.json").ToDictionary(
            path => Path.GetFileName(path),
            path => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").EnumerateArray().ToArray());
}
