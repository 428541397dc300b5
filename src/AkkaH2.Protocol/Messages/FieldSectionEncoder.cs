using System.Buffers;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The octets of encoded blocks, until the frames that carry them are written.</summary>
internal interface IBlockBuffer : IBufferWriter<byte>
{
    /// <summary>How many octets there are.</summary>
    int Length { get; }

    /// <summary>The octets that were written since the last clearing.</summary>
    ReadOnlyMemory<byte> Written { get; }
}

/// <summary>
/// Compresses field sections (RFC 9113 §4.3): in their place stand HEADERS or PUSH_PROMISE and, above the peer's frame size, CONTINUATION frames.
/// Other frames pass. Holds the dynamic table; the blocks are in a buffer of the caller's.
/// </summary>
/// <param name="tableSizeCap">The table that is used at most, in octets.</param>
/// <param name="blocks">Where blocks are written.</param>
internal sealed class FieldSectionEncoder(int tableSizeCap, IBlockBuffer blocks)
{
    private readonly HpackEncoder _encoder = new(tableSizeCap);
    private int _maxFrameSize = FrameDecoder.MinMaxFrameSize;

    /// <summary>Appends to <paramref name="frames"/> what stands for the frame on the wire.</summary>
    public void Encode(Frame frame, List<Frame> frames)
    {
        switch (frame)
        {
            case FieldSection section:
                Encode(section, frames);
                break;
            case PromiseSection promise:
                Encode(promise, frames);
                break;
            case EncodingLimits limits:
                _encoder.SetPeerMaxTableSize(limits.HeaderTableSize);
                _maxFrameSize = limits.MaxFrameSize;
                break;
            default:
                frames.Add(frame);
                break;
        }
    }

    private void Encode(FieldSection section, List<Frame> frames)
    {
        var first = Encode(section.Fields, _maxFrameSize, out var rest);
        frames.Add(new HeadersFrame(section.Stream, first, section.EndStream, EndHeaders: rest.IsEmpty));
        Continue(section.Stream, rest, frames);
    }

    private void Encode(PromiseSection promise, List<Frame> frames)
    {
        var first = Encode(promise.Fields, _maxFrameSize - PushPromiseFrame.PromisedSize, out var rest);
        frames.Add(new PushPromiseFrame(promise.Stream, promise.Promised, first, EndHeaders: rest.IsEmpty));
        Continue(promise.Stream, rest, frames);
    }

    // The part that fits into the first frame, and the rest.
    private ReadOnlyMemory<byte> Encode(HeaderField[] fields, int room, out ReadOnlyMemory<byte> rest)
    {
        var start = blocks.Length;
        _encoder.Encode(CookieCrumbs.Split(fields), blocks);
        var block = blocks.Written[start..];
        var first = block[..Math.Min(block.Length, room)];
        rest = block[first.Length..];
        return first;
    }

    // RFC 9113 §4.3: a block above the frame size goes on in CONTINUATION frames, with nothing in between.
    private void Continue(StreamId stream, ReadOnlyMemory<byte> rest, List<Frame> frames)
    {
        while (!rest.IsEmpty)
        {
            var next = rest[..Math.Min(rest.Length, _maxFrameSize)];
            rest = rest[next.Length..];
            frames.Add(new ContinuationFrame(stream, next, EndHeaders: rest.IsEmpty));
        }
    }
}
