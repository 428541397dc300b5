using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// Decides what goes out next: control frames first, then heads and DATA, stream by stream in turn, within both windows and the peer's
/// frame size (RFC 9113 §5.2). Fills one batch at a time; holds no octets of its own beyond the control queue.
/// </summary>
public sealed class SendScheduler<TEntry>(Action<TEntry, StreamSignal> signal)
    where TEntry : StreamEntry
{
    private readonly Queue<Frame> _control = new();
    private readonly LinkedList<StreamEntry> _ready = new();
    private readonly LinkedList<StreamEntry> _connectionBlocked = new();

    /// <summary>What we may still send on the connection (RFC 9113 §6.9.1).</summary>
    public Window Window { get; private set; } = Window.Initial;

    /// <summary>SETTINGS_MAX_FRAME_SIZE of the peer, octets.</summary>
    public int MaxFrameSize { get; set; } = 16_384;

    /// <summary>How many control frames wait.</summary>
    public int ControlFrames => _control.Count;

    /// <summary>True if <see cref="Fill"/> would put something into a batch.</summary>
    public bool HasWork => _control.Count > 0 || _ready.Count > 0;

    /// <summary>Queues a frame that needs no window: it goes out before any stream's turn.</summary>
    public void Control(Frame frame) => _control.Enqueue(frame);

    /// <summary>The stream's outbox or window changed: gives it a turn if it has something to send that its window lets go.</summary>
    public void Offer(TEntry entry)
    {
        if (entry.Place.List is null && CanSend(entry))
            _ready.AddLast(entry.Place);
    }

    /// <summary>The stream is closed: what waits of it is dropped.</summary>
    public void Forget(TEntry entry)
    {
        entry.Outbox.Clear();
        entry.Place.List?.Remove(entry.Place);
    }

    /// <summary>Grows the connection window; false is an overflow (RFC 9113 §6.9.1).</summary>
    public bool TryGrow(int increment)
    {
        if (Window.Grow(increment) is not { } grown)
            return false;

        Window = grown;
        while (_connectionBlocked.First is { } blocked)
        {
            _connectionBlocked.RemoveFirst();
            _ready.AddLast(blocked);
        }

        return true;
    }

    /// <summary>
    /// Moves frames into <paramref name="batch"/>: all control frames, then stream by stream one frame of DATA a turn, until nothing may go
    /// or about <paramref name="octets"/> octets are in it. Streams whose DATA, or whose head without DATA, is in the batch are added to
    /// <paramref name="sent"/>.
    /// </summary>
    public void Fill(List<Frame> batch, List<SentData<TEntry>> sent, int octets)
    {
        while (_control.TryDequeue(out var frame))
            batch.Add(frame);

        for (var room = octets; room > 0 && _ready.First is { } next;)
        {
            _ready.RemoveFirst();
            room -= Turn((TEntry)next.Value, batch, sent);
        }
    }

    private int Turn(TEntry entry, List<Frame> batch, List<SentData<TEntry>> sent)
    {
        const int FrameCost = 64; // what a head or an end counts against the batch bound
        if (!entry.MaySend)
            return 0;
        if (entry.Outbox.HasInterim)
            SendInterim(entry, batch);
        if (entry.Outbox.Head is not null)
            SendHead(entry, batch, sent);

        var taken = 0;
        if (entry.Outbox.Octets > 0)
            taken = SendData(entry, batch, sent);
        else if (entry.Outbox.AtEnd && entry.State is not (StreamState.Closed or StreamState.HalfClosedLocal))
            SendEnd(entry, batch);

        Requeue(entry);
        return taken + FrameCost;
    }

    // RFC 9113 §8.1: any number of informational responses, each a HEADERS without END_STREAM, before the final one.
    private void SendInterim(TEntry entry, List<Frame> batch)
    {
        while (entry.Outbox.HasInterim)
            batch.Add(new FieldSection(entry.Id, entry.Outbox.TakeInterim(), EndStream: false));
        signal(entry, StreamSignal.SendHeaders);
    }

    private void SendHead(TEntry entry, List<Frame> batch, List<SentData<TEntry>> sent)
    {
        // RFC 9113 §8.1: a head without content ends the stream itself.
        var end = entry.Outbox.AtEnd && entry.Outbox.Trailers is null;
        batch.Add(new FieldSection(entry.Id, entry.Outbox.TakeHead(), end));
        if (entry.Outbox.Octets == 0)
            sent.Add(new SentData<TEntry>(entry, 0)); // no DATA will tell the writer that the head went out
        signal(entry, StreamSignal.SendHeaders);
        if (end)
            signal(entry, StreamSignal.SendEndStream);
    }

    private int SendData(TEntry entry, List<Frame> batch, List<SentData<TEntry>> sent)
    {
        var limit = Math.Min(MaxFrameSize, Math.Min(entry.SendWindow.Available, Window.Available));
        if (limit == 0)
            return 0;

        var data = entry.Outbox.Take(limit);
        // RFC 9113 §6.9.1: what is sent is taken from both windows.
        entry.SendWindow = entry.SendWindow.Spend(data.Length);
        Window = Window.Spend(data.Length);

        var end = entry.Outbox.AtEnd && entry.Outbox.Trailers is null;
        batch.Add(new DataFrame(entry.Id, data, end));
        sent.Add(new SentData<TEntry>(entry, data.Length));
        if (end)
            signal(entry, StreamSignal.SendEndStream);
        return data.Length;
    }

    private void SendEnd(TEntry entry, List<Frame> batch)
    {
        // RFC 9113 §6.9.1: a zero-length DATA frame with END_STREAM needs no window. §8.1: trailers end with END_STREAM.
        batch.Add(entry.Outbox.Trailers is { } trailers
            ? new FieldSection(entry.Id, trailers, EndStream: true)
            : new DataFrame(entry.Id, ReadOnlyMemory<byte>.Empty, EndStream: true));
        signal(entry, StreamSignal.SendEndStream);
    }

    private void Requeue(TEntry entry)
    {
        if (!CanSend(entry))
            return;

        var needsConnection = entry.Outbox.Octets > 0 && Window.Available == 0;
        (needsConnection ? _connectionBlocked : _ready).AddLast(entry.Place);
    }

    private static bool CanSend(TEntry entry) =>
        entry.MaySend
        && (entry.Outbox.Head is not null
            || entry.Outbox.HasInterim
            || (entry.Outbox.Octets > 0 && entry.SendWindow.Available > 0)
            || entry.Outbox.AtEnd);
}

/// <summary>This many octets of DATA of one stream are in a batch.</summary>
public readonly record struct SentData<TEntry>(TEntry Entry, int Octets)
    where TEntry : StreamEntry;
