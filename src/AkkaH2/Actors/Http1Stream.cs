using AkkaH2.Hpack;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One exchange over HTTP/1.1: the wishes of its endpoint become calls on the wire, in their order. While a flush is under way they wait. Belongs to the
/// connection's actor and runs only inside it.
/// </summary>
/// <param name="id">Tells the exchanges of a connection apart.</param>
/// <param name="request">What the engine has read.</param>
/// <param name="began">When its head was read.</param>
/// <param name="batch">Octets of a body that the wire gets at once, of which it makes a copy.</param>
/// <param name="fail">Ends the connection: the wire has refused a response.</param>
internal sealed class Http1Stream(StreamId id, Http1Request request, TimeSpan began, int batch, Action<Exception> fail)
{
    private readonly Queue<StreamCommand> _waiting = new();
    private ReadOnlyMemory<byte> _rest; // of a body that is longer than a batch: behind the flush
    private HeaderField[]? _end; // the trailers behind it, where the message ends with it
    private int _unflushed; // octets of the body
    private bool _isDirty; // something is in the wire's buffer
    private bool _isWriting;
    private bool _isEndWaiting; // of the response, or has waited

    public StreamId Id => id;

    /// <summary>When its head was read.</summary>
    public TimeSpan Began => began;

    public IHttp1Exchange Wire => request.Wire;

    /// <summary>The exchange that is worked on; null if none was begun.</summary>
    public Exchange? Exchange { get; set; }

    /// <summary>Reads the body; null if there is none.</summary>
    public Http1BodyReader? Body { get; set; }

    /// <summary>True while a StreamActor works on it.</summary>
    public bool IsAtWork { get; set; }

    /// <summary>When it must have a response.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>True if the connection ends with its response: nobody knows what comes behind the request.</summary>
    public bool IsLast { get; set; }

    /// <summary>Set if a response of 200 to it switches the protocol: the fields of the 101.</summary>
    public HeaderField[]? Switch { get; init; }

    /// <summary>True once the head of a response is in the buffer.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True once the whole response is, or will be without anybody's doing; also if nothing of one can go out.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>True once the whole response was handed over, also while some of it waits for a flush.</summary>
    public bool IsComplete => IsAnswered || _isEndWaiting;

    /// <summary>True if there is something to flush.</summary>
    public bool WantsFlush => _isDirty && !_isWriting;

    /// <summary>True when the engine may go on with the next request: it flushes the rest itself, but only a flush of ours tells a writer.</summary>
    public bool IsOver => IsAnswered && !IsAtWork && !IsHeldUp && (!_isDirty || Exchange?.Writer is null);

    private bool IsHeldUp => _isWriting || !_rest.IsEmpty;

    /// <summary>Puts it into the buffer, behind what waits. Returns the switch to another protocol that it causes, if any.</summary>
    public Task? Write(StreamCommand command)
    {
        if (!IsHeldUp)
            return WriteNow(command);

        _waiting.Enqueue(command);
        _isEndWaiting |= command is SendData { End: true };
        return null;
    }

    /// <summary>Answers in place of the endpoint, if nothing of a response has gone out.</summary>
    public void Answer(EncodedResponse response)
    {
        _waiting.Clear();
        WriteNow(new SendResponse(id, response));
    }

    /// <summary>Sends what is in the buffer.</summary>
    public ValueTask<bool> FlushAsync()
    {
        (_isDirty, _isWriting) = (false, true);
        return Wire.FlushAsync();
    }

    /// <summary>That is with the transport. Goes on with what waits; returns the switch to another protocol that it causes, if any.</summary>
    public Task? OnWritten()
    {
        _isWriting = false;
        var octets = _unflushed;
        _unflushed = 0;
        Exchange?.Writer?.OnSent(octets);
        WriteRest();
        while (!IsHeldUp && _waiting.TryDequeue(out var next))
        {
            if (WriteNow(next) is { } switching)
                return switching;
        }

        return null;
    }

    /// <summary>The connection is lost: nothing goes out any more.</summary>
    public void OnLost()
    {
        _waiting.Clear();
        (_rest, _end) = (default, null);
        (IsAnswered, _isDirty, _isWriting) = (true, false, false);
        ReleaseMemory();
    }

    /// <summary>The engine may go on.</summary>
    public void End() => request.End();

    /// <summary>Nothing that was handed over is written any more: the wire has a copy of what was.</summary>
    public void ReleaseMemory() => Exchange?.Writer?.ReleaseMemory();

    private Task? WriteNow(StreamCommand command)
    {
        if (IsAnswered)
            return null;

        try
        {
            switch (command)
            {
                case SendRefusal refusal:
                    IsLast |= Body is { IsComplete: false };
                    Respond(refusal.Response);
                    break;
                case SendResponse whole: Respond(whole.Response); break;
                case SendData { Head: { } head } when Switch is not null: return SwitchAsync(head);
                case SendData piece: WritePiece(piece); break;
            }
        }
        catch (Exception cause)
        {
            fail(cause);
        }

        return null;
    }

    private void Respond(EncodedResponse response)
    {
        // Trailers come with a body whose length the head does not say.
        Begin(response.Head, isWhole: response.Trailers is null);
        WriteBody(response.Body, response.Trailers ?? []);
    }

    private void WritePiece(SendData piece)
    {
        if (piece.Head is { } head)
            Begin(head, isWhole: Array.Exists(head, field => field.Name == "content-length"));
        WriteBody(piece.Data, piece.End ? piece.Trailers ?? [] : null);
    }

    private void Begin(HeaderField[] head, bool isWhole)
    {
        // RFC 9110 §10.1.1: a client that was not told to send its body may send it or not: nobody knows what comes next.
        if (IsLast || Body is { HasBegun: false })
            Wire.CloseAfterwards();
        Wire.WriteHead(head, isWhole);
        (HasBegun, _isDirty, Deadline) = (true, true, TimeSpan.MaxValue);
    }

    private void WriteBody(ReadOnlyMemory<byte> octets, HeaderField[]? end)
    {
        (_rest, _end) = (octets, end);
        IsAnswered |= end is not null;
        WriteBatch();
    }

    private void WriteRest()
    {
        if (_rest.IsEmpty)
            return;

        try
        {
            WriteBatch();
        }
        catch (Exception cause)
        {
            fail(cause);
        }
    }

    // The wire copies what it is given. So of a long body a batch is in memory twice, and not all of it.
    private void WriteBatch()
    {
        var next = _rest[..Math.Min(_rest.Length, batch)];
        _rest = _rest[next.Length..];
        if (!next.IsEmpty)
            WriteOctets(next);
        if (!_rest.IsEmpty || _end is not { } trailers)
            return;

        _end = null;
        Wire.WriteEnd(trailers);
        _isDirty = true;
    }

    private void WriteOctets(ReadOnlyMemory<byte> octets)
    {
        Wire.Write(octets);
        _unflushed += octets.Length;
        _isDirty = true;
    }

    private Task SwitchAsync(HeaderField[] head)
    {
        (HasBegun, _isWriting, Deadline) = (true, true, TimeSpan.MaxValue);
        return Wire.UpgradeAsync([.. Switch!, .. head.AsSpan(1)]);
    }
}
