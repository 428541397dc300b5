using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// Decides what goes out next: control frames, then heads (a small body leaves with its head), trailers and ends, then DATA, a frame a turn, in the
/// order that it is given, within both windows and the peer's frame size (RFC 9113 §5.2). Fills one batch at a time; holds no octets of its own
/// beyond the control queue.
/// </summary>
internal sealed class SendScheduler(Action<Http2Stream, StreamSignal> signal, ISendOrder order)
{
    private const int SmallBody = 1024; // octets
    private const int Crumb = 64; // octets, below which a frame is hardly worth its header

    private readonly Queue<Frame> _control = new();
    private readonly StreamList _free = new();

    /// <summary>The octets that we may still send on the connection (RFC 9113 §6.9.1).</summary>
    public Window Window { get; private set; } = Window.Initial;

    /// <summary>SETTINGS_MAX_FRAME_SIZE of the peer, octets.</summary>
    public int MaxFrameSize { get; set; } = FrameDecoder.MinMaxFrameSize;

    /// <summary>True once DATA had to wait for a window of the peer's, until it is set back.</summary>
    public bool IsHeldUp { get; set; }

    /// <summary>How many DATA frames of the last batch the peer's window cut to a few octets, while there was more.</summary>
    public int Crumbs { get; private set; }

    /// <summary>Octets of DATA that were ever put into a batch.</summary>
    public long OctetsSent { get; private set; }

    /// <summary>True while DATA waits, and the connection's window is used up.</summary>
    public bool WaitsForConnectionWindow => !order.IsEmpty && Window.Available == 0;

    /// <summary>How many control frames wait.</summary>
    public int ControlFrames => _control.Count;

    /// <summary>True if <see cref="Fill"/> would put something into a batch.</summary>
    public bool HasWork => _control.Count > 0 || _free.Count > 0 || CanSendData;

    private bool CanSendData => !order.IsEmpty && Window.Available > 0;

    /// <summary>Queues a frame that needs no window: it goes out before any stream's turn.</summary>
    public void Control(Frame frame) => _control.Enqueue(frame);

    /// <summary>The stream's outbox or window changed: gives it a turn if it has something to send that its window lets go.</summary>
    public void Offer(Http2Stream entry)
    {
        if (entry.Awaits != Waiting.Nothing || !entry.MaySend)
            return;

        if (entry.Outbox.Head is not null || entry.Outbox.HasInformational || entry.Outbox.AtEnd)
            AwaitFree(entry);
        else if (entry.Outbox.Octets > 0)
            OfferData(entry);
    }

    /// <summary>The stream begins, with the signal of its HEADERS, if there is one (RFC 7540 §6.2).</summary>
    public void Begin(Http2Stream entry, StreamPriority? signal) => order.Begin(entry.Id, signal);

    /// <summary>PRIORITY came for a stream in any state (RFC 7540 §6.3).</summary>
    public void Prioritize(StreamId stream, StreamPriority signal) => order.Prioritize(stream, signal);

    /// <summary>RFC 9218 §7: the client asks for another priority. A priority that the response itself named stays (§8).</summary>
    public void Prioritize(Http2Stream entry, ResponsePriority asked)
    {
        var waits = entry.Awaits == Waiting.Data;
        if (waits)
            order.Remove(entry);
        entry.Ask(asked);
        if (waits)
            order.Add(entry);
    }

    /// <summary>The stream may not open yet (RFC 9113 §5.1.2): it has no turn until it is offered again.</summary>
    public void Hold(Http2Stream entry)
    {
        entry.Held = true;
        TakeBack(entry);
    }

    /// <summary>The stream is closed: what waits of it is dropped.</summary>
    public void Forget(Http2Stream entry)
    {
        entry.Outbox.Clear();
        TakeBack(entry);
        order.End(entry.Id);
    }

    /// <summary>Grows the connection window; false is an overflow (RFC 9113 §6.9.1).</summary>
    public bool TryGrow(int increment)
    {
        if (Window.Grow(increment) is not { } grown)
            return false;

        Window = grown;
        return true;
    }

    /// <summary>
    /// Moves frames into <paramref name="batch"/>: all control frames, then turn by turn, until nothing may go or about <paramref name="octets"/>
    /// octets are in it. Streams whose DATA, or whose head without DATA, is in the batch are added to <paramref name="sent"/>.
    /// </summary>
    public void Fill(List<OutboundFrame> batch, List<SentData> sent, int octets)
    {
        const int FrameCost = 64; // what a frame counts against the batch bound besides its DATA
        Crumbs = 0;
        while (_control.TryDequeue(out var frame))
            batch.Add(frame);

        for (var room = octets; room > 0; room -= FrameCost)
        {
            if (_free.Count > 0)
                room -= SendFree(_free.TakeFirst(), batch, sent);
            else if (CanSendData)
                room -= SendData(order.Take(), batch, sent, Math.Max(room, FrameDecoder.MinMaxFrameSize));
            else
                break;
        }
    }

    private void TakeBack(Http2Stream entry)
    {
        if (entry.Awaits == Waiting.Free)
            _free.Remove(entry);
        else if (entry.Awaits == Waiting.Data)
            order.Remove(entry);
        entry.Awaits = Waiting.Nothing;
    }

    private void OfferData(Http2Stream entry)
    {
        if (Math.Min(entry.SendWindow.Available, Window.Available) == 0)
            HoldUp(entry);
        if (entry.SendWindow.Available > 0)
            AwaitData(entry);
    }

    private void HoldUp(Http2Stream entry)
    {
        IsHeldUp = true;
        entry.ResponseRate ??= new RateMeter();
    }

    private void AwaitFree(Http2Stream entry)
    {
        entry.Awaits = Waiting.Free;
        _free.AddLast(entry);
    }

    private void AwaitData(Http2Stream entry)
    {
        entry.Awaits = Waiting.Data;
        order.Add(entry);
    }

    private int SendFree(Http2Stream entry, List<OutboundFrame> batch, List<SentData> sent)
    {
        entry.Awaits = Waiting.Nothing;
        // RFC 9113 §5.1.2: SETTINGS may have taken back the place that it waited with.
        if (!entry.MaySend)
            return 0;

        if (entry.Outbox.HasInformational)
            SendInformational(entry, batch);
        if (entry.Outbox.Head is not null)
        {
            SendHead(entry, batch, sent);
            if (GoesWithHead(entry))
                return SendData(entry, batch, sent, SmallBody);
        }
        else if (entry.Outbox.AtEnd)
        {
            SendEnd(entry, batch);
        }

        Offer(entry);
        return 0;
    }

    // A body that is hardly longer than a head leaves with it: whom could it hold up?
    private bool GoesWithHead(Http2Stream entry) =>
        entry.Outbox.Octets is > 0 and <= SmallBody && entry.Outbox.Octets <= Math.Min(entry.SendWindow.Available, Window.Available);

    // RFC 9113 §8.1: any number of informational responses, each a HEADERS without END_STREAM, before the final one.
    private void SendInformational(Http2Stream entry, List<OutboundFrame> batch)
    {
        while (entry.Outbox.HasInformational)
            batch.Add(OutboundFrame.Section(entry.Id, entry.Outbox.TakeInformational(), endStream: false));
        signal(entry, StreamSignal.SendHeaders);
    }

    private void SendHead(Http2Stream entry, List<OutboundFrame> batch, List<SentData> sent)
    {
        // RFC 9113 §8.1: a head without content ends the stream itself.
        var end = entry.Outbox.AtEnd && entry.Outbox.Trailers is null;
        var head = entry.Outbox.TakeHead();
        if (PriorityField.OfResponse(head) is { } answered)
            entry.Answer(answered);
        batch.Add(OutboundFrame.Section(entry.Id, head, end));
        if (entry.Outbox.Octets == 0)
            sent.Add(new SentData(entry, 0)); // no DATA will tell the writer that the head went out
        signal(entry, StreamSignal.SendHeaders);
        if (end)
            signal(entry, StreamSignal.SendEndStream);
    }

    // A peer may allow frames of 16 MiB: one is no longer than what is left of the batch, which is copied, and which all others wait for.
    private int SendData(Http2Stream entry, List<OutboundFrame> batch, List<SentData> sent, int room)
    {
        entry.Awaits = Waiting.Nothing;
        var limit = Math.Min(Math.Min(MaxFrameSize, room), Math.Min(entry.SendWindow.Available, Window.Available));
        // RFC 9113 §6.9.2: SETTINGS may have taken back the window that it waited with.
        if (limit == 0)
        {
            HoldUp(entry);
            return 0;
        }

        var data = entry.Outbox.Take(limit);
        // RFC 9113 §6.9.1: what is sent is taken from both windows.
        entry.SendWindow = entry.SendWindow.Spend(data.Length);
        Window = Window.Spend(data.Length);
        order.Charge(entry, data.Length);
        entry.ResponseRate?.Count(data.Length);
        entry.OctetsSent += data.Length;
        OctetsSent += data.Length;
        if (limit < Crumb && data.Length == limit && entry.Outbox.Octets > 0)
            Crumbs++;

        var end = entry.Outbox.AtEnd && entry.Outbox.Trailers is null;
        batch.Add(OutboundFrame.Data(entry.Id, data, end));
        sent.Add(new SentData(entry, data.Length));
        if (end)
            signal(entry, StreamSignal.SendEndStream);
        Offer(entry);
        return data.Length;
    }

    private void SendEnd(Http2Stream entry, List<OutboundFrame> batch)
    {
        // RFC 9113 §6.9.1: a zero-length DATA frame with END_STREAM needs no window. §8.1: trailers end with END_STREAM.
        batch.Add(entry.Outbox.Trailers is { } trailers
            ? OutboundFrame.Section(entry.Id, trailers, endStream: true)
            : OutboundFrame.Data(entry.Id, ReadOnlyMemory<byte>.Empty, endStream: true));
        signal(entry, StreamSignal.SendEndStream);
    }
}

/// <summary>This many octets of DATA of one stream are in a batch.</summary>
internal readonly record struct SentData(Http2Stream Stream, int Octets);
