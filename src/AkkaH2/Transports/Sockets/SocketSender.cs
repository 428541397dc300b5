using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace AkkaH2.Transports.Sockets;

/// <summary>
/// Sends on one socket, one write at a time, with event arguments that are reused: a write allocates nothing. One segment goes out as it is,
/// several small ones are copied together, several large ones go out in one vectored call.
/// </summary>
internal sealed class SocketSender(Socket socket) : SocketAsyncEventArgs(true), IValueTaskSource
{
    /// <summary>Up to here a copy is cheaper than the pinning of many segments.</summary>
    private const int CopyLimit = 16 * 1024;

    private readonly List<ArraySegment<byte>> _segments = [];
    private ManualResetValueTaskSourceCore<bool> _write;
    private byte[]? _copy;
    private int _octets;
    private int _use = Use.Free;

    public ValueTask SendAsync(in ReadOnlySequence<byte> octets)
    {
        switch (Interlocked.CompareExchange(ref _use, Use.Writing, Use.Free))
        {
            case Use.Writing: throw new InvalidOperationException("another write is under way");
            case Use.Closed: return ValueTask.FromException(new IOException("the connection was aborted"));
        }

        try
        {
            Take(octets);
            if (socket.SendAsync(this)) return new ValueTask(this, _write.Version);
        }
        catch (ObjectDisposedException e)
        {
            Release();
            return ValueTask.FromException(new IOException("the connection was aborted", e));
        }
        var failure = Finish();
        return failure is null ? default : ValueTask.FromException(failure);
    }

    /// <summary>The socket is disposed. Unless a write is under way, which fails by that, there is nothing left to finalize.</summary>
    public void Close()
    {
        if (Interlocked.CompareExchange(ref _use, Use.Closed, Use.Free) == Use.Free) Dispose();
    }

    public void GetResult(short token)
    {
        try
        {
            _write.GetResult(token);
        }
        finally
        {
            _write.Reset();
            Volatile.Write(ref _use, Use.Free);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _write.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        var failure = Verdict();
        Free();
        if (failure is null) _write.SetResult(true);
        else _write.SetException(failure);
    }

    private IOException? Finish()
    {
        var failure = Verdict();
        Release();
        return failure;
    }

    private IOException? Verdict() =>
        SocketError != SocketError.Success ? new IOException("the peer is gone", new SocketException((int)SocketError))
        : BytesTransferred != _octets ? new IOException($"{BytesTransferred} of {_octets} octets were sent")
        : null;

    private void Take(in ReadOnlySequence<byte> octets)
    {
        _octets = checked((int)octets.Length);
        if (octets.IsSingleSegment) SetBuffer(MemoryMarshal.AsMemory(octets.First));
        else if (_octets <= CopyLimit || !TakeSegments(octets)) TakeCopy(octets);
    }

    private void TakeCopy(in ReadOnlySequence<byte> octets)
    {
        _copy = OctetPool.Arrays.Rent(_octets);
        octets.CopyTo(_copy);
        SetBuffer(_copy, 0, _octets);
    }

    private bool TakeSegments(in ReadOnlySequence<byte> octets)
    {
        foreach (var memory in octets)
        {
            if (memory.IsEmpty) continue;
            if (!MemoryMarshal.TryGetArray(memory, out var segment))
            {
                _segments.Clear();
                return false;
            }
            _segments.Add(segment);
        }
        SetBuffer(null, 0, 0);
        BufferList = _segments;
        return true;
    }

    private void Release()
    {
        Free();
        Volatile.Write(ref _use, Use.Free);
    }

    private void Free()
    {
        if (BufferList is not null)
        {
            BufferList = null;
            _segments.Clear();
        }
        else SetBuffer(null, 0, 0);

        if (_copy is null) return;
        OctetPool.Arrays.Return(_copy);
        _copy = null;
    }

    private static class Use
    {
        public const int Free = 0;
        public const int Writing = 1;
        public const int Closed = 2;
    }
}
