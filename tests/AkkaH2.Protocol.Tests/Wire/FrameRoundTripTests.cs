using AkkaH2.Wire;
using FsCheck;
using FsCheck.Fluent;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>A frame that is written is read again, for frames that nobody thought of.</summary>
public sealed class FrameRoundTripTests
{
    private static readonly Gen<StreamId> Stream = Gen.Choose(1, int.MaxValue).Select(value => new StreamId(value));
    private static readonly Gen<ReadOnlyMemory<byte>> Payload = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Select(octets => new ReadOnlyMemory<byte>(octets));
    private static readonly Gen<bool> Flag = Gen.Elements(true, false);
    private static readonly Gen<int?> Pad = Gen.Choose(-1, 255).Select(value => value < 0 ? null : (int?)value);
    private static readonly Gen<uint> Word = Gen.Choose(int.MinValue, int.MaxValue).Select(value => (uint)value);

    private static readonly Gen<StreamPriority> Priority =
        from dependency in Gen.Choose(0, int.MaxValue)
        from exclusive in Flag
        from weight in Gen.Choose(1, 256)
        select new StreamPriority(new StreamId(dependency), exclusive, weight);

    private static readonly Gen<Frame> AnyFrame = Gen.OneOf<Frame>(
        from s in Stream from data in Payload from end in Flag from pad in Pad select (Frame)new DataFrame(s, data, end) { PadLength = pad },
        from s in Stream from block in Payload from end in Flag from endHeaders in Flag from pad in Pad from priority in Priority.OrNull()
        select (Frame)new HeadersFrame(s, block, end, endHeaders) { PadLength = pad, Priority = priority },
        from s in Stream from priority in Priority select (Frame)new PriorityFrame(s, priority),
        from s in Stream from code in Word select (Frame)new RstStreamFrame(s, (ErrorCode)code),
        from settings in AnySetting().ArrayOf() select (Frame)SettingsFrame.Of(settings),
        from s in Stream from promised in Gen.Choose(1, int.MaxValue / 2) from block in Payload from end in Flag from pad in Pad
        select (Frame)new PushPromiseFrame(s, new StreamId(promised * 2), block, end) { PadLength = pad },
        from high in Word from low in Word from ack in Flag select (Frame)new PingFrame(((ulong)high << 32) | low, ack),
        from last in Gen.Choose(0, int.MaxValue) from code in Word from debug in Payload select (Frame)new GoAwayFrame(new StreamId(last), (ErrorCode)code, debug),
        from s in Gen.Choose(0, int.MaxValue) from increment in Gen.Choose(1, int.MaxValue) select (Frame)new WindowUpdateFrame(new StreamId(s), increment),
        from s in Stream from block in Payload from end in Flag select (Frame)new ContinuationFrame(s, block, end),
        from s in Stream from value in Payload select (Frame)new PriorityUpdateFrame(s, value),
        from s in Gen.Choose(0, int.MaxValue) from type in Gen.Choose(0x11, 0xff) from flags in Gen.Choose(0, 255) from octets in Payload
        select (Frame)new UnknownFrame(new StreamId(s), (FrameType)type, (FrameFlags)flags, octets));

    [Fact]
    public void Frames_are_read_as_they_were_written_whatever_the_chunks() => Prop.ForAll(
        (from frames in AnyFrame.ArrayOf() from size in Gen.Choose(1, 64) select (frames, size)).ToArbitrary(),
        sample => Decoded(Octets(sample.frames), sample.size).SequenceEqual(sample.frames)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_octets_are_frames_or_faults_and_never_an_exception() => Prop.ForAll(
        (from octets in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(400) from size in Gen.Choose(1, 64) select (octets, size)).ToArbitrary(),
        sample => ReadToTheEnd(sample.octets, sample.size)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_payload_of_a_known_type_is_a_frame_or_a_fault_and_never_an_exception() => Prop.ForAll(
        (from type in Gen.Choose(0, 0x10) from flags in Gen.Choose(0, 255) from s in Gen.Choose(0, 3) from payload in Payload select (type, flags, s, payload)).ToArbitrary(),
        x => Decode(Octets(new UnknownFrame(new StreamId(x.s), (FrameType)x.type, (FrameFlags)x.flags, x.payload))).Count == 1).QuickCheckThrowOnFailure();

    private static Gen<Setting> AnySetting() =>
        (from id in Gen.Choose(0, 12) from value in Gen.OneOf(Gen.Choose(0, 1).Select(x => (uint)x), Gen.Choose(1 << 14, (1 << 24) - 1).Select(x => (uint)x), Word)
         select new Setting((SettingId)id, value)).Where(setting => setting.Fault() is null);

    /// <summary>The frames are compared as they come: their memory is lent.</summary>
    private static IEnumerable<Frame> Decoded(byte[] octets, int chunkSize)
    {
        var decoder = new FrameDecoder();
        foreach (var chunk in octets.Chunk(chunkSize))
        {
            decoder.Append(chunk);
            while (decoder.TryRead(out var next)) yield return next.Value!;
        }
    }

    private static bool ReadToTheEnd(byte[] octets, int chunkSize)
    {
        var decoder = new FrameDecoder();
        return octets.Chunk(chunkSize).SelectMany(chunk => Decode(chunk, decoder)).All(outcome => outcome.IsError || outcome.Value is not null);
    }
}
