using System.Text.Json;
using AkkaH2.Referee;
using AkkaH2.Protocol.Tests.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>The stories of hpack-test-case, if a folder <c>shared/vectors/hpack</c> stands beside this repository or above.</summary>
internal static class RefereeVectors
{
    public static string? Hpack { get; } = FrameVectors.Folder is { } frames && Directory.Exists(Path.Combine(frames, "..", "hpack"))
        ? Path.GetFullPath(Path.Combine(frames, "..", "hpack"))
        : null;

    public static string? Missing => Hpack is null ? "shared/vectors/hpack is not here" : null;

    /// <summary>The blocks of each connection; a case of <c>raw-data</c> has no octets.</summary>
    public static List<List<(uint? TableSize, byte[] Block, Field[] Fields)>> Stories(string encoder) =>
        [.. Directory.GetFiles(Path.Combine(Hpack!, encoder), "story_*.json").Order(StringComparer.Ordinal).Select(Story)];

    private static List<(uint? TableSize, byte[] Block, Field[] Fields)> Story(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(Case)];
    }

    private static (uint? TableSize, byte[] Block, Field[] Fields) Case(JsonElement block) => (
        block.TryGetProperty("header_table_size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetUInt32() : null,
        block.TryGetProperty("wire", out var wire) ? Convert.FromHexString(wire.GetString()!) : [],
        [.. block.GetProperty("headers").EnumerateArray().Select(x => x.EnumerateObject().Single()).Select(x => new Field(x.Name, x.Value.GetString()!))]);
}

/// <summary>A theory over the stories, skipped with the reason where they are missing.</summary>
public sealed class RefereeStoryTheoryAttribute : TheoryAttribute
{
    public RefereeStoryTheoryAttribute() => Skip = RefereeVectors.Missing;
}
