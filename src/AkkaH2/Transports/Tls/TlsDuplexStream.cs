using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// The encrypted side of a connection, as the stream that SslStream works on. A read of no octets waits for some and takes no buffer. Records that are
/// written between <see cref="Gather"/> and <see cref="SendAsync"/> leave in one send, and those of a server's handshake when it reads.
/// </summary>
internal sealed class TlsDuplexStream(ITransportConnection inner) : SequentialStream
{
    private readonly Lock _writing = new();
    private byte[] _waiting = []; // records that nobody sends yet
    private int _length;
    private bool _gathers;
    private bool _sends;

    /// <summary>The handshake's, which is left while the handshake waits for the peer; null when it is over.</summary>
    public HandshakePlace? Place { get; set; }

    /// <summary>Held by whoever reads, and left while it waits for octets, since nothing is decrypted then; null before the handshake is over.</summary>
    public DecryptionLock? Decryption { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>From here on what is written waits.</summary>
    /// <param name="octets">About how many octets will come.</param>
    public void Gather(int octets)
    {
        lock (_writing)
        {
            _gathers = true;
            Reserve(octets);
        }
    }

    /// <summary>Sends what waits.</summary>
    public ValueTask SendAsync()
    {
        lock (_writing)
        {
            _gathers = false;
            if (_sends || _length == 0)
                return default;
            _sends = true;
        }

        return SendWaitingAsync();
    }

    /// <summary>Sends what waits and will be the last. A peer that is gone is nobody to tell, so this does not fail.</summary>
    public async ValueTask SendLastAsync()
    {
        lock (_writing)
        {
            _gathers = false;
            if (_sends || _length == 0)
                return;
            _sends = true;
        }

        var records = TakeWaiting();
        try
        {
            await inner.WriteAsync(new ReadOnlySequence<byte>(records)).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception)
        {
            // The transport threw before there was a task.
        }

        OctetPool.Arrays.Return(records.Array!);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Place is { } place)
            return ReadInHandshakeAsync(buffer, place, cancellationToken);

        var read = inner.Input.ReadAsync(cancellationToken);
        while (read.IsCompletedSuccessfully)
        {
            var result = read.Result;
            if (!IsOnlyWoken(result))
                return new(Take(result, buffer.Span));
            read = inner.Input.ReadAsync(cancellationToken);
        }

        return TakeLaterAsync(read, buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_writing)
        {
            Reserve(buffer.Length);
            buffer.Span.CopyTo(_waiting.AsSpan(_length));
            _length += buffer.Length;
            if (_gathers || _sends)
                return default; // whoever gathers or sends takes it along
            _sends = true;
        }

        return SendWaitingAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> TakeLaterAsync(ValueTask<ReadResult> read, Memory<byte> buffer, CancellationToken cancellation)
    {
        var decryption = Decryption;
        decryption?.Leave();
        ReadResult result;
        try
        {
            result = await WaitAsync(read, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (decryption is not null)
                await decryption.EnterAsync().ConfigureAwait(false);
        }

        return Take(result, buffer.Span);
    }

    private async ValueTask<int> ReadInHandshakeAsync(Memory<byte> buffer, HandshakePlace place, CancellationToken cancellation)
    {
        await SendAsync().ConfigureAwait(false); // a whole flight, which the client answers
        var read = WaitAsync(inner.Input.ReadAsync(cancellation), cancellation);
        var waits = !read.IsCompleted;
        if (waits)
            place.Leave();
        var result = await read.ConfigureAwait(false);
        if (waits)
            await place.TakeAsync(cancellation).ConfigureAwait(false);
        Gather(0);
        return Take(result, buffer.Span);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await read.ConfigureAwait(false);
            if (!IsOnlyWoken(result))
                return result;
            read = inner.Input.ReadAsync(cancellation);
        }
    }

    // Somebody has cancelled the read, which SslStream would take for the end of the connection.
    private bool IsOnlyWoken(ReadResult result)
    {
        if (!result.IsCanceled || !result.Buffer.IsEmpty)
            return false;

        inner.Input.AdvanceTo(result.Buffer.Start);
        return !result.IsCompleted;
    }

    private int Take(ReadResult read, Span<byte> buffer)
    {
        var length = (int)Math.Min(read.Buffer.Length, buffer.Length);
        var taken = read.Buffer.Slice(0, length);
        taken.CopyTo(buffer);
        inner.Input.AdvanceTo(taken.End);
        return length;
    }

    // One send at a time; what comes meanwhile is the next one's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendWaitingAsync()
    {
        while (TakeWaiting() is { Count: > 0 } records)
        {
            var isSent = false;
            try
            {
                await inner.WriteAsync(new ReadOnlySequence<byte>(records)).ConfigureAwait(false);
                isSent = true;
            }
            finally
            {
                OctetPool.Arrays.Return(records.Array!);
                if (!isSent)
                {
                    lock (_writing)
                        _sends = false;
                }
            }
        }
    }

    private ArraySegment<byte> TakeWaiting()
    {
        lock (_writing)
        {
            var records = new ArraySegment<byte>(_waiting, 0, _length);
            if (_length == 0)
                _sends = false;
            else
                (_waiting, _length) = ([], 0);
            return records;
        }
    }

    private void Reserve(int octets)
    {
        if (_waiting.Length - _length >= octets)
            return;

        var larger = OctetPool.Arrays.Rent(_length + octets);
        _waiting.AsSpan(0, _length).CopyTo(larger);
        if (_waiting.Length > 0)
            OctetPool.Arrays.Return(_waiting);
        _waiting = larger;
    }
}
