using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// Every stream of one connection: the live ones, the closed ones that are still worked on, how the last ones ended, and the ids that are used up
/// (RFC 9113 §5.1.1: ids only grow). Counts what the peer has open and what its requests cost: a stream keeps its place until its work has ended.
/// </summary>
/// <param name="role">Our side: decides which ids are ours and which the peer may begin.</param>
/// <param name="remembered">How many closed streams keep their cause.</param>
/// <param name="reuse">True if the objects of streams that are over become other streams: nobody keeps them (<see cref="Recycle"/>).</param>
internal sealed class StreamLedger(Role role, int remembered, bool reuse = false)
{
    private const int MostSpare = 128; // as many as requests come at once, mostly

    private readonly Dictionary<int, Http2Stream> _streams = [];
    private readonly List<Http2Stream> _over = []; // not known to the ledger any more, but perhaps to whoever deals with one of them just now
    private readonly Stack<Http2Stream> _spare = new();
    private readonly ClosedStreams _closed = new(remembered);
    private SkippedStreams? _skipped;
    private int _highestOwn = role == Role.Server ? 0 : -1; // the first of ours is 2 for a server and 1 for a client

    /// <summary>The highest stream that the peer began: what GOAWAY tells it.</summary>
    public StreamId HighestPeerStream { get; private set; }

    /// <summary>RFC 9113 §5.1.1: true when the peer has used its last id; ids are never used twice.</summary>
    public bool IsUsedUp => HighestPeerStream.Value > StreamId.Max.Value - 2;

    /// <summary>How many streams are neither idle nor closed.</summary>
    public int Count => Own + Peers;

    /// <summary>How many of them we began, by a request or by a promise.</summary>
    public int Own { get; private set; }

    /// <summary>How many of them the peer began.</summary>
    public int Peers { get; private set; }

    /// <summary>How many are worked on, whatever became of the stream.</summary>
    public int AtWork { get; private set; }

    /// <summary>How many of those are of closed streams whose response was not wanted: nobody waits for them, but they still cost.</summary>
    public int Abandoned { get; private set; }

    /// <summary>How many streams the client has begun, as their ids say.</summary>
    public long Requests => ((role == Role.Server ? HighestPeerStream.Value : _highestOwn) + 1L) / 2;

    /// <summary>The id of the next stream that we begin; null when they are used up (RFC 9113 §5.1.1).</summary>
    public StreamId? NextOwn => _highestOwn <= StreamId.Max.Value - 2 ? new StreamId(_highestOwn + 2) : null;

    /// <summary>Live streams and those that are still worked on, in no order. Do not change the ledger while enumerating.</summary>
    public Dictionary<int, Http2Stream>.ValueCollection All => _streams.Values;

    /// <summary>The live stream of that id, or null.</summary>
    public Http2Stream? Find(StreamId id) => _streams.TryGetValue(id.Value, out var stream) && stream.State != StreamState.Closed ? stream : null;

    /// <summary>The stream of that id if it is live or still worked on, or null.</summary>
    public Http2Stream? FindAny(StreamId id) => _streams.GetValueOrDefault(id.Value);

    /// <summary>True for an id that neither side has used yet.</summary>
    public bool IsIdle(StreamId id) => id.Value > (IsPeers(id) ? HighestPeerStream.Value : _highestOwn);

    /// <summary>Null if the peer may begin this idle stream with HEADERS, else what is wrong with the id.</summary>
    public Http2Error? CheckNew(StreamId id) => role == Role.Server && IsPeers(id)
        ? null
        // RFC 9113 §5.1.1: an id that this side may not use is a connection error PROTOCOL_ERROR. §8.4: a server begins none without a promise.
        : new Http2Error.OnConnection(ErrorCode.ProtocolError, $"HEADERS on stream {id.Value}, which the peer may not begin");

    /// <summary>Marks an id as used, and with it all lower ones of that side, whether or not a stream comes of it.</summary>
    public void Use(StreamId id)
    {
        if (!IsPeers(id))
        {
            _highestOwn = id.Value;
            return;
        }

        if (id.Value > HighestPeerStream.Value + 2)
            (_skipped ??= new SkippedStreams()).Add(HighestPeerStream, id);
        HighestPeerStream = id;
    }

    /// <summary>Makes a stream whose id is used, and adds it.</summary>
    public Http2Stream Begin(StreamId id, Window send, ReceiveWindow receive, TimeSpan now = default)
    {
        if (_spare.TryPop(out var stream))
            stream.Renew(id, send, receive, now);
        else
            stream = new Http2Stream(id, send, receive, now);
        Add(stream);
        return stream;
    }

    /// <summary>
    /// Nobody deals with a stream just now, and nothing is being written: the objects of those that are over let go what they refer to, and may become
    /// other streams.
    /// </summary>
    public void Recycle()
    {
        foreach (var stream in _over)
        {
            stream.Empty();
            _spare.Push(stream);
        }

        _over.Clear();
    }

    /// <summary>Adds a stream whose id is used.</summary>
    public void Add(Http2Stream stream)
    {
        _streams.Add(stream.Id.Value, stream);
        if (IsPeers(stream.Id))
            Peers++;
        else
            Own++;
    }

    /// <summary>A HEADERS or DATA frame on a stream that is not live: the peer's fault, or null if it is to be ignored.</summary>
    public Http2Error? AfterClose(StreamId id, StreamSignal signal)
    {
        // RFC 9113 §5.1 "idle": any frame but HEADERS and PRIORITY is a connection error PROTOCOL_ERROR.
        if (IsIdle(id))
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{signal.Name()} on idle stream {id.Value}");

        // RFC 9113 §5.1.1: an id below one that was used already is a connection error PROTOCOL_ERROR.
        if (_skipped?.Contains(id) == true)
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{signal.Name()} on stream {id.Value}, which was passed over");

        return StreamTransitions.AfterClose(id, _closed.CauseOf(id), signal);
    }

    /// <summary>Moves the stream by one signal. Returns the peer's fault, if it is one.</summary>
    public Http2Error? Signal(Http2Stream stream, StreamSignal signal)
    {
        var before = stream.State;
        stream.State = StreamTransitions.Next(stream.Id, before, signal, out var error);
        if (stream.State == StreamState.Closed && before != StreamState.Closed)
            OnClosed(stream, signal);
        return error;
    }

    /// <summary>We answered a fault on a closed stream with RST_STREAM; it is answered once (RFC 9113 §5.4.2).</summary>
    public void ForgetCause(StreamId id) => _closed.Forget(id);

    /// <summary>True if a frame on this closed stream is the peer's fault.</summary>
    public bool IsRemembered(StreamId id) => _closed.CauseOf(id) != CloseCause.EndedByUs;

    /// <summary>RFC 9113 §6.9.2: a new SETTINGS_INITIAL_WINDOW_SIZE shifts what we may send on every stream; false is an overflow.</summary>
    public bool TryShiftSendWindows(long delta)
    {
        foreach (var stream in _streams.Values)
        {
            if (stream.State == StreamState.Closed)
                continue; // still worked on, but nothing is sent on it any more
            if (stream.SendWindow.Grow(delta) is not { } window)
                return false;
            stream.SendWindow = window;
        }

        return true;
    }

    /// <summary>Somebody works on the stream from now on.</summary>
    public void BeginWork(Http2Stream stream)
    {
        stream.Work = WorkState.Wanted;
        AtWork++;
    }

    /// <summary>The stream ended before its work: it keeps its place until that has ended too.</summary>
    public void AbandonWork(Http2Stream stream)
    {
        if (stream.Work != WorkState.Wanted)
            return;
        stream.Work = WorkState.Abandoned;
        if (stream.State == StreamState.Closed)
            Abandoned++;
    }

    /// <summary>Nobody works on the stream any more.</summary>
    public void EndWork(Http2Stream stream)
    {
        if (stream.Work is WorkState.None or WorkState.Ended)
            return;
        if (stream is { Work: WorkState.Abandoned, State: StreamState.Closed })
            Abandoned--;
        AtWork--;
        stream.Work = WorkState.Ended;
        Release(stream);
    }

    /// <summary>Gives up the room that is not used.</summary>
    public void Trim()
    {
        _streams.TrimExcess();
        _over.TrimExcess();
        _spare.Clear();
        _spare.TrimExcess();
    }

    /// <summary>True for the ids that the peer may begin (RFC 9113 §5.1.1).</summary>
    public bool IsPeers(StreamId id) => role == Role.Server ? id.IsClientInitiated : id.IsServerInitiated;

    private void OnClosed(Http2Stream stream, StreamSignal signal)
    {
        if (IsPeers(stream.Id))
            Peers--;
        else
            Own--;
        if (stream.Work == WorkState.Abandoned)
            Abandoned++;
        Remember(stream.Id, signal);
        Release(stream);
    }

    private void Remember(StreamId id, StreamSignal signal)
    {
        if (signal == StreamSignal.RecvReset)
            _closed.Add(id, CloseCause.ResetByPeer);
        else if (signal != StreamSignal.SendReset)
            _closed.Add(id, CloseCause.Finished);
    }

    private void Release(Http2Stream stream)
    {
        if (stream.State != StreamState.Closed || stream.Work is not (WorkState.None or WorkState.Ended) || !_streams.Remove(stream.Id.Value))
            return;

        // A promise may still be in its own ledger.
        if (reuse && IsPeers(stream.Id) && !stream.IsKept && _over.Count + _spare.Count < MostSpare)
            _over.Add(stream);
    }
}
