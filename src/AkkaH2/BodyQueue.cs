using System.Threading.Channels;

namespace AkkaH2;

/// <summary>
/// The pieces of a body between its connection, which appends, and its one reader. Small pieces behind others share an array, so what waits takes hardly more
/// memory than its octets; those are bounded by the stream's window.
/// </summary>
internal sealed class BodyQueue
{
    private const int SmallPiece = 1_024; // octets
    private const int SharedArray = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new();
    private readonly Channel<bool> _more = Channel.CreateUnbounded<bool>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private byte[]? _shared; // the last of the pieces, which has room for more
    private int _sharedOctets;
    private bool _isAwaited;
    private bool _isComplete;

    /// <summary>True if nothing waits, and more may come.</summary>
    public bool IsAwaitingMore
    {
        get
        {
            lock (_gate)
                return !_isComplete && _pieces.Count == 0 && _shared is null;
        }
    }

    /// <summary>Appends a copy of the piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        lock (_gate)
        {
            if (_isComplete)
                return;

            Enqueue(piece);
            Wake();
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        lock (_gate)
            _isComplete = true;
        _more.Writer.TryComplete();
    }

    /// <summary>Nothing more comes, and nothing of what came will be read.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _pieces.Clear();
            _shared = null;
        }

        Complete();
    }

    /// <summary>The next piece; null at the end. It belongs to the caller.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryRead(out var piece))
                return piece;
            if (await _more.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
                _more.Reader.TryRead(out _);
            else if (TryRead(out piece))
                return piece;
            else
                return null; // not in one expression with the piece: that would be no end, but an empty piece
        }
    }

    private bool TryRead(out ReadOnlyMemory<byte> piece)
    {
        lock (_gate)
        {
            if (_pieces.Count == 0)
                Seal();
            _isAwaited = !_pieces.TryDequeue(out piece);
            return !_isAwaited;
        }
    }

    private void Enqueue(ReadOnlySpan<byte> piece)
    {
        if (_shared is not null && _shared.Length - _sharedOctets >= piece.Length)
        {
            piece.CopyTo(_shared.AsSpan(_sharedOctets));
            _sharedOctets += piece.Length;
            return;
        }

        Seal();
        if (piece.Length >= SmallPiece || _pieces.Count == 0)
        {
            _pieces.Enqueue(piece.ToArray());
            return;
        }

        (_shared, _sharedOctets) = (new byte[SharedArray], piece.Length);
        piece.CopyTo(_shared);
    }

    private void Seal()
    {
        if (_shared is not null)
            _pieces.Enqueue(_shared.AsMemory(0, _sharedOctets));
        _shared = null;
    }

    private void Wake()
    {
        if (!_isAwaited)
            return;
        _isAwaited = false;
        _more.Writer.TryWrite(true);
    }
}
