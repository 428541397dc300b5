using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>What a test sends: a frame, or something that becomes frames when the sender's HPACK table is known.</summary>
public abstract record FrameScript
{
    /// <summary>The frames in the order of the wire.</summary>
    public abstract IEnumerable<Frame> ToFrames(HpackEncoder encoder);

    public static implicit operator FrameScript(Frame frame) => new Ready(frame);

    private sealed record Ready(Frame Frame) : FrameScript
    {
        public override IEnumerable<Frame> ToFrames(HpackEncoder encoder) => [Frame];
    }
}
