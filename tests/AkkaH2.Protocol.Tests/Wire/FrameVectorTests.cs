using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using AkkaH2.Wire;
using Xunit.Abstractions;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>The community's frame vectors: octets to values and back, and every error by its codes.</summary>
public sealed class FrameVectorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => new(FrameVectors.Files());

    [FrameVectorTheory]
    [MemberData(nameof(Files))]
    public void A_vector_is_read_and_written_as_it_says(string file)
    {
        using var vector = Load(file);
        var root = vector.RootElement;
        var wire = Convert.FromHexString(root.GetProperty("wire").GetString()!);
        var outcome = Assert.Single(Decode(wire));

        if (root.GetProperty("error").ValueKind == JsonValueKind.Null) IsFrame(root.GetProperty("frame"), wire, outcome);
        else Assert.Contains((uint)outcome.Error!.Code, root.GetProperty("error").EnumerateArray().Select(code => code.GetUInt32()));
    }

    [FrameVectorFact]
    public void All_vectors_are_run()
    {
        var files = FrameVectors.Files().ToList();
        var errors = files.Count(file => file.StartsWith("error/", StringComparison.Ordinal));
        output.WriteLine($"{files.Count} frame vectors: {files.Count - errors} frames, {errors} errors");
        Assert.Equal((12, 22), (files.Count - errors, errors));
    }

    private static void IsFrame(JsonElement expected, byte[] wire, Outcome<Frame> outcome)
    {
        var frame = Assert.IsAssignableFrom<Frame>(outcome.Value);
        Assert.Equal(
            (expected.GetProperty("length").GetInt32(), expected.GetProperty("type").GetByte(), expected.GetProperty("flags").GetByte(), expected.GetProperty("stream_identifier").GetInt32()),
            (frame.PayloadLength, (byte)frame.Type, (byte)frame.Flags, frame.Stream.Value));

        var payload = expected.GetProperty("frame_payload");
        Assert.Equal(FromVector(frame.Stream, (FrameFlags)expected.GetProperty("flags").GetByte(), frame.Type, payload), frame);
        Assert.Equal(Convert.ToHexString(WithoutPadding(wire, payload)), Convert.ToHexString(Octets(frame)));
    }

    /// <summary>Some vectors have text as padding; what is sent is zeros (RFC 9113 §6.1).</summary>
    private static byte[] WithoutPadding(byte[] wire, JsonElement payload)
    {
        var octets = wire.ToArray();
        if (Pad(payload) is { } pad) octets.AsSpan(octets.Length - pad).Clear();
        return octets;
    }

    private static Frame FromVector(StreamId stream, FrameFlags flags, FrameType type, JsonElement payload) => type switch
    {
        FrameType.Data => new DataFrame(stream, Text(payload, "data"), flags.HasFlag(FrameFlags.EndStream)) { PadLength = Pad(payload) },
        FrameType.Headers => new HeadersFrame(stream, Text(payload, "header_block_fragment"), flags.HasFlag(FrameFlags.EndStream), flags.HasFlag(FrameFlags.EndHeaders))
        {
            PadLength = Pad(payload),
            Priority = payload.GetProperty("weight").ValueKind == JsonValueKind.Null ? null : Priority(payload),
        },
        FrameType.Priority => new PriorityFrame(stream, Priority(payload)),
        FrameType.RstStream => new RstStreamFrame(stream, (ErrorCode)payload.GetProperty("error_code").GetUInt32()),
        FrameType.Settings => new SettingsFrame([.. payload.GetProperty("settings").EnumerateArray().Select(x => new Setting((SettingId)x[0].GetUInt16(), x[1].GetUInt32()))]),
        FrameType.PushPromise => new PushPromiseFrame(
            stream, new StreamId(payload.GetProperty("promised_stream_id").GetInt32()), Text(payload, "header_block_fragment"), flags.HasFlag(FrameFlags.EndHeaders))
        {
            PadLength = Pad(payload),
        },
        FrameType.Ping => new PingFrame(BinaryPrimitives.ReadUInt64BigEndian(Text(payload, "opaque_data").Span), flags.HasFlag(FrameFlags.Ack)),
        FrameType.GoAway => new GoAwayFrame(
            new StreamId(payload.GetProperty("last_stream_id").GetInt32()), (ErrorCode)payload.GetProperty("error_code").GetUInt32(), Text(payload, "additional_debug_data")),
        FrameType.WindowUpdate => new WindowUpdateFrame(stream, payload.GetProperty("window_size_increment").GetInt32()),
        FrameType.Continuation => new ContinuationFrame(stream, Text(payload, "header_block_fragment"), flags.HasFlag(FrameFlags.EndHeaders)),
        _ => throw new InvalidDataException($"no vector has {type}"),
    };

    private static StreamPriority Priority(JsonElement payload) => new(
        new StreamId(payload.GetProperty("stream_dependency").GetInt32()), payload.GetProperty("exclusive").GetBoolean(), payload.GetProperty("weight").GetInt32());

    private static int? Pad(JsonElement payload) =>
        payload.TryGetProperty("padding_length", out var pad) && pad.ValueKind == JsonValueKind.Number ? pad.GetInt32() : null;

    private static ReadOnlyMemory<byte> Text(JsonElement payload, string name) => Encoding.ASCII.GetBytes(payload.GetProperty(name).GetString()!);

    private static JsonDocument Load(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(FrameVectors.Folder!, file)));
}
