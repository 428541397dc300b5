using System.Buffers;
using System.IO.Pipelines;
using AkkaH2.Transports;

namespace AkkaH2.Http1;

/// <summary>
/// The octets that Kestrel writes, on their way to a transport: what is between two flushes leaves in one write. Holds no buffer while nothing waits to be written.
/// </summary>
/// <param name="transport">Takes them.</param>
/// <param name="onLost">Is told that the peer is gone.</param>
internal sealed class TransportOutput(ITransportConnection transport, Action<Exception> onLost) : PipeWriter
{
    private const int FirstBuffer = 4 * 1024;
    private const int LargestBuffer = 64 * 1024;

    private static readonly ValueTask<FlushResult> Flushed = new(new FlushResult(isCanceled: false, isCompleted: false));

    private readonly List<byte[]> _full = []; // before the one that is being filled
    private readonly List<int> _lengths = []; // of those
    private byte[]? _last;
    private int _filled; // of the last one
    private bool _isLost;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _lengths.Sum() + _filled;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(_filled);

    public override Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(_filled);

    public override void Advance(int bytes) => _filled += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_filled == 0 && _full.Count == 0)
            return _isLost ? Lost() : Flushed;

        var write = Write(Unflushed());
        if (!write.IsCompletedSuccessfully)
            return FlushAsync(write);

        write.GetAwaiter().GetResult();
        Release();
        return Flushed;
    }

    public override void CancelPendingFlush()
    {
        // A write that began is not taken back; a peer that takes nothing is aborted, which ends it.
    }

    // The connection's actor has the transport, and ends it.
    public override void Complete(Exception? exception = null) => Release();

    private async ValueTask<FlushResult> FlushAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _isLost = true;
            onLost(cause);
        }

        Release();
        return new FlushResult(isCanceled: false, isCompleted: _isLost);
    }

    private ValueTask Write(in ReadOnlySequence<byte> octets)
    {
        try
        {
            return _isLost ? default : transport.WriteAsync(octets);
        }
        catch (Exception cause)
        {
            return ValueTask.FromException(cause);
        }
    }

    private static ValueTask<FlushResult> Lost() => new(new FlushResult(isCanceled: false, isCompleted: true));

    private ReadOnlySequence<byte> Unflushed()
    {
        if (_full.Count == 0)
            return new ReadOnlySequence<byte>(_last!, 0, _filled);

        var first = new Segment(_full[0].AsMemory(0, _lengths[0]), null);
        var end = first;
        for (var i = 1; i < _full.Count; i++)
            end = new Segment(_full[i].AsMemory(0, _lengths[i]), end);
        end = new Segment(_last.AsMemory(0, _filled), end);
        return new ReadOnlySequence<byte>(first, 0, end, end.Memory.Length);
    }

    private byte[] Room(int sizeHint)
    {
        if (_last is not null && _last.Length - _filled >= Math.Max(sizeHint, 1))
            return _last;

        if (_last is not null)
        {
            _full.Add(_last);
            _lengths.Add(_filled);
        }

        var size = _last is null ? FirstBuffer : Math.Min(LargestBuffer, _last.Length * 4);
        _filled = 0;
        return _last = OctetPool.Arrays.Rent(Math.Max(size, sizeHint));
    }

    private void Release()
    {
        foreach (var buffer in _full)
            OctetPool.Arrays.Return(buffer);
        if (_last is not null)
            OctetPool.Arrays.Return(_last);
        _full.Clear();
        _lengths.Clear();
        (_last, _filled) = (null, 0);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
