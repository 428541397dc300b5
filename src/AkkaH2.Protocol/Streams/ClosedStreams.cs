using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// The last streams that ended by a frame of the peer's, with their cause: only on these is a late HEADERS or DATA frame the peer's fault
/// (RFC 9113 §5.1 "closed"). A stream that is not here was reset by us, or is forgotten: frames on it may have been under way. Four octets a stream.
/// </summary>
/// <param name="most">How many are remembered; the oldest goes first.</param>
internal sealed class ClosedStreams(int most)
{
    private const int First = 16;

    private int[] _ring = []; // the id; negative if the peer reset it
    private int _next;

    /// <summary>Remembers that both sides ended it, or that the peer reset it.</summary>
    public void Add(StreamId id, CloseCause cause)
    {
        if (most == 0)
            return;
        if (_next == _ring.Length)
            MakeRoom();

        _ring[_next++] = cause == CloseCause.ResetByPeer ? -id.Value : id.Value;
    }

    /// <summary>We answered the peer's fault with RST_STREAM: what else was under way is ignored (RFC 9113 §5.4.2).</summary>
    public void Forget(StreamId id)
    {
        var index = Array.FindIndex(_ring, known => known == id.Value || known == -id.Value);
        if (index >= 0)
            _ring[index] = 0;
    }

    /// <summary>Why that stream is closed.</summary>
    public CloseCause CauseOf(StreamId id) =>
        _ring.AsSpan().Contains(id.Value) ? CloseCause.Finished
        : _ring.AsSpan().Contains(-id.Value) ? CloseCause.ResetByPeer
        : CloseCause.EndedByUs;

    /// <summary>Gives up the room.</summary>
    public void Trim() => (_ring, _next) = ([], 0);

    private void MakeRoom()
    {
        if (_ring.Length == most)
            _next = 0;
        else
            Array.Resize(ref _ring, Math.Min(most, Math.Max(First, _ring.Length * 2)));
    }
}
