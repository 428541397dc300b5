namespace AkkaH2.Referee;

/// <summary>Octets to frames (RFC 9113 §4.1): three octets of length, one of type, one of flags, four of stream, then the payload.</summary>
public sealed class FrameSplitter
{
    /// <summary>SETTINGS_MAX_FRAME_SIZE before any SETTINGS, and its least value (RFC 9113 §6.5.2).</summary>
    public const int SmallestMaxFrameSize = 16_384;

    /// <summary>Octets in front of the payload.</summary>
    public const int HeaderSize = 9;

    private byte[] _octets = [];
    private int _read;

    /// <summary>The longest payload that the sender of these octets may send.</summary>
    public int MaxFrameSize { get; set; } = SmallestMaxFrameSize;

    /// <summary>Nothing of another frame has come.</summary>
    public bool IsAtFrameBoundary => _read == _octets.Length;

    public void Append(ReadOnlySpan<byte> octets) => (_octets, _read) = ([.. _octets.AsSpan(_read), .. octets], 0);

    /// <summary>The frames that are complete; the beginning of the next one stays for later.</summary>
    /// <exception cref="RuleBrokenException">A frame is longer than <see cref="MaxFrameSize"/>.</exception>
    public IEnumerable<RawFrame> TakeFrames()
    {
        while (_octets.Length - _read >= HeaderSize)
        {
            var header = _octets[_read..(_read + HeaderSize)];
            var length = (header[0] << 16) + (header[1] << 8) + header[2];
            if (length > MaxFrameSize)
                throw new RuleBrokenException("RFC 9113 §4.2", ErrorNumber.FrameSizeError, $"a frame of {length} octets, but SETTINGS_MAX_FRAME_SIZE is {MaxFrameSize}");

            var end = _read + HeaderSize + length;
            if (end > _octets.Length) yield break;

            var payload = _octets[(_read + HeaderSize)..end];
            _read = end;
            yield return new RawFrame(Type: header[3], Flags: header[4], Octets.TopBit(header, 5), Octets.Number31(header, 5), payload);
        }
    }
}
