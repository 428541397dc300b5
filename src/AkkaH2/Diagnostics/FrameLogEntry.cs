using System.Net;

namespace AkkaH2.Diagnostics;

/// <summary>A frame of a connection, for people who watch it.</summary>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The peer's end.</param>
/// <param name="IsSent">True if we send it, false if the peer did.</param>
/// <param name="Text">The frame in one line, as <see cref="FrameReader"/> says it.</param>
public sealed record FrameLogEntry(EndPoint Local, EndPoint Remote, bool IsSent, string Text)
{
    /// <summary>Such as <c>&gt; SETTINGS stream=0 ACK</c> for one that is sent, with &lt; for one that came.</summary>
    public override string ToString() => $"{(IsSent ? '>' : '<')} {Text}";
}
