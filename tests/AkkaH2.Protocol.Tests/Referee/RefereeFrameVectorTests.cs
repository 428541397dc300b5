using System.Text.Json;
using AkkaH2.Referee;
using AkkaH2.Protocol.Tests.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>The referee against the community's frame vectors.</summary>
public sealed class RefereeFrameVectorTests
{
    public static TheoryData<string> Files => new(FrameVectors.Files());

    [FrameVectorTheory]
    [MemberData(nameof(Files))]
    public void A_vector_is_read_and_written_as_it_says(string file)
    {
        using var vector = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(FrameVectors.Folder!, file)));
        var wire = Convert.FromHexString(vector.RootElement.GetProperty("wire").GetString()!);
        if (vector.RootElement.GetProperty("error") is { ValueKind: JsonValueKind.Array } codes) IsRefused(codes, wire);
        else IsFrame(vector.RootElement.GetProperty("frame"), wire);
    }

    private static void IsRefused(JsonElement codes, byte[] wire) => Assert.Contains(
        (uint)Assert.Throws<RuleBrokenException>(() => Read(wire)).Code,
        codes.EnumerateArray().Select(code => code.GetUInt32()));

    private static void IsFrame(JsonElement expected, byte[] wire)
    {
        var (raw, frame) = Read(wire);
        Assert.Equal(
            (Number(expected, "length"), Number(expected, "type"), Number(expected, "flags"), Number(expected, "stream_identifier")),
            (raw.Payload.Length, raw.Type, raw.Flags, raw.Stream));

        var payload = expected.GetProperty("frame_payload");
        var said = Says(frame).ToList();
        Assert.Equal(said.Select(x => (x.Name, Spelled(payload.GetProperty(x.Name)))), said);

        // Some vectors have text as padding; what is sent is zeros (RFC 9113 §6.1).
        var pad = said.Where(x => x.Name == "padding_length" && x.Value.Length > 0).Select(x => int.Parse(x.Value)).SingleOrDefault();
        wire.AsSpan(wire.Length - pad).Clear();
        Assert.Equal(Convert.ToHexString(wire), Convert.ToHexString(FrameOctets.Of(frame)));
    }

    private static (RawFrame Raw, WireFrame Frame) Read(byte[] wire)
    {
        var splitter = new FrameSplitter();
        splitter.Append(wire);
        var raw = Assert.Single(splitter.TakeFrames());
        return (raw, PayloadReader.Read(raw));
    }

    /// <summary>The frame's content, by the vectors' names and in their spelling.</summary>
    private static IEnumerable<(string Name, string Value)> Says(WireFrame frame) => frame switch
    {
        Data x => [("data", Text(x.Content)), ("padding_length", $"{x.PadLength}")],
        Referee.Headers x => [("header_block_fragment", Text(x.Fragment)), ("padding_length", $"{x.PadLength}"), .. Says(x.Priority)],
        Priority x => Says(x.Dependency),
        RstStream x => [("error_code", $"{x.Code}")],
        Settings x => [("settings", $"[{string.Join(",", x.Values.Select(setting => $"[{setting.Id},{setting.Value}]"))}]")],
        PushPromise x => [("promised_stream_id", $"{x.Promised}"), ("header_block_fragment", Text(x.Fragment)), ("padding_length", $"{x.PadLength}")],
        Ping x => [("opaque_data", Text(x.Opaque))],
        GoAway x => [("last_stream_id", $"{x.LastStream}"), ("error_code", $"{x.Code}"), ("additional_debug_data", Text(x.DebugData))],
        WindowUpdate x => [("window_size_increment", $"{x.Increment}")],
        Continuation x => [("header_block_fragment", Text(x.Fragment))],
        _ => throw new InvalidDataException($"no vector has {frame}"),
    };

    private static IEnumerable<(string Name, string Value)> Says(Dependency? x) => x is null
        ? [("weight", "")]
        : [("stream_dependency", $"{x.Stream}"), ("weight", $"{x.Weight + 1}"), ("exclusive", $"{x.Exclusive}")];

    private static string Spelled(JsonElement value) => value.ValueKind == JsonValueKind.Array ? JsonSerializer.Serialize(value) : value.ToString();

    private static string Text(byte[] octets) => System.Text.Encoding.ASCII.GetString(octets);

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
