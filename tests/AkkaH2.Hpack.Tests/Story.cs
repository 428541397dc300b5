using System.Text.Json;

namespace AkkaH2.Hpack.Tests;

/// <summary>One block of a story: the peer's new table size if any, the octets (none in raw data) and the fields they stand for.</summary>
internal sealed record StoryCase(int? TableSize, byte[] Wire, HeaderField[] Fields);

/// <summary>A conversation of hpack-test-case: blocks of one direction of one connection.</summary>
internal sealed record Story(string Name, IReadOnlyList<StoryCase> Cases)
{
    public static Story Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new Story(Path.GetFileNameWithoutExtension(path), document.RootElement.GetProperty("cases").EnumerateArray().Select(ReadCase).ToArray());
    }

    private static StoryCase ReadCase(JsonElement story) => new(
        story.TryGetProperty("header_table_size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt32() : null,
        story.TryGetProperty("wire", out var wire) ? Convert.FromHexString(wire.GetString()!) : [],
        story.GetProperty("headers").EnumerateArray().Select(ReadField).ToArray());

    private static HeaderField ReadField(JsonElement field)
    {
        var pair = field.EnumerateObject().Single();
        return new HeaderField(pair.Name, pair.Value.GetString()!);
    }
}
