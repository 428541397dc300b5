using AkkaH2.Referee;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>The output of a test: a frame, or something that becomes frames when the sender's HPACK table is known.</summary>
internal abstract record FrameScript
{
    /// <summary>The frames in the order of the wire.</summary>
    public abstract IEnumerable<Frame> ToFrames(BlockEncoder encoder);

    /// <summary>The octets of all its frames.</summary>
    public byte[] ToOctets(BlockEncoder encoder) => [.. ToFrames(encoder).SelectMany(Translation.Octets)];

    public static implicit operator FrameScript(Frame frame) => new Ready(frame);

    private sealed record Ready(Frame Frame) : FrameScript
    {
        public override IEnumerable<Frame> ToFrames(BlockEncoder encoder) => [Frame];
    }
}
