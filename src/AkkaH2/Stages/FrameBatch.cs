using AkkaH2.Actors;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Everything that one read completed: frames and wire errors, in their order. One batch is on its way at a time; it and the memory of its
/// frames belong to the receiver until it acknowledges, then they are used again.
/// </summary>
internal sealed class FrameBatch : ILocalMessage
{
    public List<Outcome<Frame>> Items { get; } = [];

    /// <summary>True if it ends inside a field block (RFC 9113 §6.10).</summary>
    public bool IsInsideBlock { get; set; }
}

/// <summary>Everything that one write takes: frames in their order. Belongs to the pipeline until it asks for the next.</summary>
internal sealed class WriteBatch : ILocalMessage
{
    public List<OutboundFrame> Frames { get; } = [];
}
