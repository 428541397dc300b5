using System.Text;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>One frame of every kind, with and without what is optional.</summary>
internal static class FrameSamples
{
    public static readonly ReadOnlyMemory<byte> Text = Encoding.ASCII.GetBytes("this is dummy");

    private static readonly StreamId One = new(1);

    public static IReadOnlyList<Frame> All { get; } =
    [
        SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 100), new Setting((SettingId)0x0a0a, 7)),
        SettingsFrame.Of(),
        SettingsFrame.Acknowledgement,
        new HeadersFrame(One, Text, EndStream: false, EndHeaders: true),
        new HeadersFrame(new(3), Text, EndStream: true, EndHeaders: false) { Priority = new(new(1), true, 256), PadLength = 4 },
        new ContinuationFrame(new(3), Text, EndHeaders: false),
        new ContinuationFrame(new(3), default, EndHeaders: true),
        new DataFrame(One, Text, EndStream: false),
        new DataFrame(One, Text, EndStream: true) { PadLength = 255 },
        new DataFrame(One, default, EndStream: true) { PadLength = 0 },
        new PriorityFrame(new(5), new(StreamId.Connection, false, 1)),
        new RstStreamFrame(One, ErrorCode.Cancel),
        new PushPromiseFrame(One, new(2), Text, EndHeaders: true) { PadLength = 1 },
        new PingFrame(0x6465616462656566, Ack: false),
        new PingFrame(ulong.MaxValue, Ack: true),
        new WindowUpdateFrame(StreamId.Connection, int.MaxValue),
        new WindowUpdateFrame(One, 1),
        new PriorityUpdateFrame(new(7), Encoding.ASCII.GetBytes("u=1, i")),
        new UnknownFrame(new(9), (FrameType)0xfe, (FrameFlags)0xff, Text),
        new GoAwayFrame(StreamId.Max, ErrorCode.EnhanceYourCalm, "calm down"),
    ];
}
