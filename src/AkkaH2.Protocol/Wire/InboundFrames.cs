using System.Buffers;
using AkkaH2.Protocol;

namespace AkkaH2.Wire;

/// <summary>
/// The input from the peer, from its first octet on: the preface (RFC 9113 §3.4), then frames and faults (§4.1), under the limits that the peer has
/// acknowledged. Holds at most one partial frame.
/// </summary>
/// <param name="role">Our side.</param>
/// <param name="limits">The first of the limits.</param>
/// <param name="pool">Where the memory of frames that come in pieces is from; the shared pool unless said otherwise.</param>
internal sealed class InboundFrames(Role role, DecodingLimits limits, ArrayPool<byte>? pool = null)
{
    private readonly FrameDecoder _decoder = new(limits.MaxFrameSize, pool);
    private DecodingLimits _limits = limits;
    private PrefaceReader _preface;
    private bool _failed;

    /// <summary>Appends to <paramref name="items"/> what the chunk completes. Frames are good until the next call without <paramref name="keep"/>.</summary>
    /// <param name="chunk">The next octets.</param>
    /// <param name="keep">True if the frames of the chunk before must stay good.</param>
    /// <param name="items">Gets frames and faults in their order.</param>
    public void Decode(ReadOnlyMemory<byte> chunk, bool keep, List<Outcome<Frame>> items)
    {
        if (_failed || _limits.IsOver || (role == Role.Server && !_preface.IsComplete && !TakePreface(ref chunk, items)))
            return;

        _decoder.Append(chunk, keep);
        while (_decoder.TryRead(out var frame))
        {
            items.Add(frame);
            if (frame.Value is SettingsFrame { Ack: true })
                OnAcknowledged();
        }
    }

    /// <summary>The frames are not needed any more.</summary>
    public void Recycle() => _decoder.Recycle();

    // RFC 9113 §6.5.3: the peer keeps to our frame size from here on.
    private void OnAcknowledged()
    {
        _limits = _limits.Next ?? _limits;
        _decoder.MaxFrameSize = _limits.MaxFrameSize;
    }

    private bool TakePreface(ref ReadOnlyMemory<byte> chunk, List<Outcome<Frame>> items)
    {
        if (_preface.Take(ref chunk) is { } error)
        {
            _failed = true;
            items.Add(error);
        }

        return !_failed && _preface.IsComplete;
    }
}
