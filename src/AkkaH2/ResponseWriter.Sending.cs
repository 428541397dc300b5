using System.IO.Pipelines;
using AkkaH2.Hpack;

namespace AkkaH2;

/// <content>Between the writer and its connection: what is handed over, and what has gone out.</content>
public sealed partial class ResponseWriter
{
    private const int PieceCost = 256; // octets: what a piece takes besides its own, as a message and in queues

    private Queue<Loan>? _loans; // memory that is to be given back, in the order of its octets
    private long _written; // octets that were handed over
    private long _sent;
    private long _pieces; // that are unsent, about
    private bool _headWritten;
    private bool _released; // nothing that was handed over is in use any more
    private TaskCompletionSource<FlushResult>? _room;
    private TaskCompletionSource<FlushOutcome>? _allSent;
    private StreamEnd? _aborted;

    /// <summary>How many octets were handed over.</summary>
    internal long Written
    {
        get
        {
            lock (_gate)
                return _written;
        }
    }

    internal bool IsCompleted
    {
        get
        {
            lock (_gate)
                return _completed;
        }
    }

    private bool IsOver
    {
        get
        {
            lock (_gate)
                return _completed || _aborted is not null;
        }
    }

    private long Unsent => _written - _sent;

    private long Queued => Unsent + ((_pieces - 1) * PieceCost); // one piece may be as large as the buffer

    private bool IsBodilessAndSent => DropsBody && _headWritten;

    /// <summary>A part of the response is with the operating system.</summary>
    internal void OnSent(int octets)
    {
        lock (_gate)
        {
            _headWritten = true;
            // Pieces are joined on their way out, so the octets tell how many are left.
            if (Unsent > 0)
                _pieces = _pieces * (Unsent - octets) / Unsent;
            _sent += octets;
            if (Queued <= _bufferSize / 2)
                Release(ref _room)?.TrySetResult(default);
            if (Unsent == 0)
                Release(ref _allSent)?.TrySetResult(FlushOutcome.Written);
            if (Unsent == 0 && _buffer is { Gathered: 0, IsInHands: false })
                RetireBuffer(); // a response that pauses holds no memory
        }

        GiveBack();
        // The head is all that there is of such a response: an endpoint that goes on writing need not.
        if (DropsBody)
            _exchange.StopResponding(new StreamEnd("the response has no body, and was sent", null));
    }

    /// <summary>The stream is over before the response: wakes whoever waits.</summary>
    internal void Abort(StreamEnd end)
    {
        lock (_gate)
        {
            _aborted ??= end;
            if (Release(ref _room) is { } room)
            {
                room.TrySetException(_aborted.ToException());
                _ = room.Task.Exception; // seen: whoever waited for room may have given up before
            }

            Release(ref _allSent)?.TrySetResult(FlushOutcome.Closed);
        }
    }

    /// <summary>The stream is closed, and nothing of it is being written: all memory goes back.</summary>
    internal void ReleaseMemory()
    {
        lock (_gate)
        {
            _released = true;
            if (_buffer is { IsInHands: false })
                RetireBuffer();
            _buffer = null; // while somebody writes into it, it is no other's
        }

        GiveBack();
    }

    /// <summary>Sends the head alone, if it waits.</summary>
    internal void SendHead()
    {
        lock (_gate)
        {
            if (_aborted is null && !_completed)
                HandOver();
        }
    }

    /// <summary>Answers with octets that are lent, in one message.</summary>
    internal void SendWhole(EncodedResponse response, IDisposable owner)
    {
        lock (_gate)
        {
            _completed = true;
            _head = null;
            Count(response.Body.Length);
            (_loans ??= new Queue<Loan>()).Enqueue(new Loan(_written, owner));
            _released |= _aborted is not null; // then it goes nowhere
            if (!_released)
                _exchange.SendWhole(response);
        }

        GiveBack();
    }

    /// <summary>Ends the body, unless the stream has ended.</summary>
    internal void End(HeaderField[]? trailers)
    {
        if (_encoder is not null && !IsOver)
        {
            CheckWhole();
            _encoder.End();
        }

        lock (_gate)
        {
            if (_completed || _aborted is not null)
                return;
            CheckWhole();
            _completed = true;
            if (!DropsBody) // RFC 9110 §6.5: where there is no content, nothing comes behind it
                HandOver(end: true, trailers);
            RetireBuffer();
        }

        GiveBack();
    }

    /// <summary>Nothing more is written: what encodes it is let go.</summary>
    internal void DropEncoder() => _encoder?.Drop();

    /// <summary>Takes the response back while nothing of it was sent; true if that was so. Nothing may be written afterwards.</summary>
    internal bool TryRetract()
    {
        lock (_gate)
        {
            var retracted = _aborted is null && !_completed && Release(ref _head) is not null;
            _completed |= retracted;
            return retracted;
        }
    }

    private GatherBuffer Buffer(int octets)
    {
        if (_buffer is not null && _buffer.Room >= octets)
            return _buffer;

        if (_buffer is not null)
        {
            if (_buffer.Gathered > 0)
                HandOver();
            RetireBuffer();
        }

        return _buffer = new GatherBuffer(Math.Max(octets, GatherSize));
    }

    private void Gather(ReadOnlyMemory<byte> octets)
    {
        Announce(octets.Length);
        var buffer = Buffer(octets.Length);
        octets.CopyTo(buffer.Free());
        buffer.Advance(octets.Length);
    }

    private bool TryLend(ReadOnlyMemory<byte> octets, IDisposable? owner)
    {
        if (octets.IsEmpty || DropsBody)
            return false;

        Announce(octets.Length);
        if (_buffer is { Gathered: > 0 })
            HandOver();
        Count(octets.Length);
        if (owner is not null)
            (_loans ??= new Queue<Loan>()).Enqueue(new Loan(_written, owner));
        _exchange.SendData(Release(ref _head), octets, end: false, null);
        return true;
    }

    private void HandOver(bool end = false, HeaderField[]? trailers = null)
    {
        var octets = _buffer?.Take() ?? default;
        var head = Release(ref _head);
        if (octets.IsEmpty && head is null && !end)
            return;

        Count(octets.Length);
        _exchange.SendData(head, octets, end, trailers);
    }

    private ValueTask<FlushResult> EncodeAsync(BodyEncoder encoder, ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            Announce(octets.Length);
        }

        encoder.Write(octets.Span); // not under the lock, which the connection takes too
        return FlushAsync(cancellation);
    }

    // From the encoder, for which the stream may end at any time.
    private void GatherEncoded(ReadOnlySpan<byte> octets)
    {
        lock (_gate)
        {
            if (_completed || _aborted is not null)
                return;
            var buffer = Buffer(octets.Length);
            octets.CopyTo(buffer.Free().Span);
            buffer.Advance(octets.Length);
        }
    }

    private void CheckWhole()
    {
        if (_announced > 0 && !DropsBody)
            throw new InvalidOperationException($"The response body is {_announced} octets shorter than its content-length.");
    }

    private void Announce(int octets)
    {
        if (_announced < octets && !DropsBody)
            throw new InvalidOperationException($"The response body is {octets - _announced} octets longer than its content-length.");
        _announced -= octets;
    }

    private void Count(int octets)
    {
        _written += octets;
        if (octets > 0)
            _pieces++;
    }

    private ValueTask<FlushResult> WhenRoom(CancellationToken cancellation)
    {
        if (_flushIsCancelled)
        {
            _flushIsCancelled = false;
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: true, isCompleted: false));
        }

        if (Queued <= _bufferSize)
            return default;

        _room ??= new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new ValueTask<FlushResult>(cancellation.CanBeCanceled ? _room.Task.WaitAsync(cancellation) : _room.Task);
    }

    // All that was taken out of it stands before what will be written next.
    private void RetireBuffer()
    {
        if (Release(ref _buffer) is { } buffer)
            (_loans ??= new Queue<Loan>()).Enqueue(new Loan(_written, buffer));
    }

    // Owners are the application's: they are called outside of the lock.
    private void GiveBack()
    {
        while (NextFree() is { } owner)
            _exchange.GiveBack(owner);
    }

    private IDisposable? NextFree()
    {
        lock (_gate)
            return _loans is { Count: > 0 } && (_released || _loans.Peek().End <= _sent) ? _loans.Dequeue().Owner : null;
    }

    private void ThrowIfEnded()
    {
        if (_aborted is not null)
            throw _aborted.ToException();
        if (_completed)
            throw new InvalidOperationException("The response body is complete; nothing can be written after it.");
    }

    private static T? Release<T>(ref T? place)
        where T : class
    {
        var released = place;
        place = null;
        return released;
    }

    /// <summary>Memory that is free when all octets up to here are sent.</summary>
    private readonly record struct Loan(long End, IDisposable Owner);
}
