using System.Buffers;
using System.Runtime.InteropServices;
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
/// Other frames pass. Works in the list that it is given; holds the dynamic table. The blocks are in a buffer of the caller's.
/// </summary>
/// <param name="tableSizeCap">The table that is used at most, in octets.</param>
/// <param name="blocks">Where blocks are written.</param>
internal sealed class FieldSectionEncoder(int tableSizeCap, IBlockBuffer blocks)
{
    private readonly HpackEncoder _encoder = new(tableSizeCap);
    private int _maxFrameSize = FrameDecoder.MinMaxFrameSize;

    /// <summary>Replaces the sections among the frames by what stands for them on the wire, and obeys the orders to this stage.</summary>
    public void Encode(List<OutboundFrame> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            ref var frame = ref CollectionsMarshal.AsSpan(frames)[i];
            if (frame.Fields is { } fields)
            {
                var first = Encode(fields, _maxFrameSize, out var rest);
                frame = frame.Compressed(first, endHeaders: rest.IsEmpty);
                i += Continue(frame.Stream, rest, frames, i + 1);
            }
            else if (frame.Frame is PromiseSection promise)
            {
                var first = Encode(promise.Fields, _maxFrameSize - PushPromiseFrame.PromisedSize, out var rest);
                frame = new PushPromiseFrame(promise.Stream, promise.Promised, first, EndHeaders: rest.IsEmpty);
                i += Continue(promise.Stream, rest, frames, i + 1);
            }
            else if (frame.Frame is EncodingLimits limits)
            {
                _encoder.SetPeerMaxTableSize(limits.HeaderTableSize);
                _maxFrameSize = limits.MaxFrameSize;
                frames.RemoveAt(i--);
            }
        }
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

    // RFC 9113 §4.3: a block above the frame size goes on in CONTINUATION frames, with nothing in between. Returns how many there are.
    private int Continue(StreamId stream, ReadOnlyMemory<byte> rest, List<OutboundFrame> frames, int place)
    {
        var first = place;
        while (!rest.IsEmpty)
        {
            var next = rest[..Math.Min(rest.Length, _maxFrameSize)];
            rest = rest[next.Length..];
            frames.Insert(place++, new ContinuationFrame(stream, next, EndHeaders: rest.IsEmpty));
        }

        return place - first;
    }
}
