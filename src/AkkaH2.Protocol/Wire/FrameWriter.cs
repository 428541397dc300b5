using System.Buffers;

namespace AkkaH2.Wire;

/// <summary>Frames to octets (RFC 9113 §4.1). Limits of the peer (SETTINGS_MAX_FRAME_SIZE, windows) are the caller's to keep.</summary>
internal static class FrameWriter
{
    /// <summary>Writes a whole frame.</summary>
    /// <returns>The octets written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The payload does not fit into 24 bits of length.</exception>
    public static int Write(Frame frame, IBufferWriter<byte> output)
    {
        var header = frame.Header;
        var size = FrameHeader.Size + header.Length;
        var octets = output.GetSpan(size)[..size];
        header.Write(octets);
        frame.WritePayload(octets[FrameHeader.Size..]);
        output.Advance(size);
        return size;
    }
}
