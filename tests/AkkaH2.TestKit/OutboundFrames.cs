using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>What is on its way to the peer, as frames that can be compared.</summary>
internal static class OutboundFrames
{
    /// <summary>The frames in their order; a section is a <see cref="FieldSection"/> before it is compressed, and a <see cref="HeadersFrame"/> afterwards.</summary>
    public static List<Frame> ToFrames(this List<OutboundFrame> frames) => frames.ConvertAll(ToFrame);

    /// <summary>A frame as the engine gives it to the pipeline.</summary>
    public static OutboundFrame ToOutbound(this Frame frame) => frame switch
    {
        FieldSection section => OutboundFrame.Section(section.Stream, section.Fields, section.EndStream),
        DataFrame data => OutboundFrame.Data(data.Stream, data.Data, data.EndStream),
        _ => frame,
    };

    private static Frame ToFrame(OutboundFrame frame) =>
        frame.Frame
        ?? (frame.Fields is { } fields ? new FieldSection(frame.Stream, fields, frame.EndStream)
            : frame.Type == FrameType.Data ? new DataFrame(frame.Stream, frame.Octets, frame.EndStream)
            : new HeadersFrame(frame.Stream, frame.Octets, frame.EndStream, frame.EndHeaders));
}
