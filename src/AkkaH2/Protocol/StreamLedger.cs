using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// Every stream of one connection: the live ones with their entries, the last closed ones with their cause, and the ids that are used up
/// (RFC 9113 §5.1.1: ids only grow; a lower unused one is closed).
/// </summary>
/// <param name="role">Our side: decides which ids are ours and which the peer may begin.</param>
/// <param name="closed">The closed streams that keep their cause; others count as finished.</param>
public sealed class StreamLedger<TEntry>(Role role, ClosedStreams closed)
    where TEntry : StreamEntry
{
    private readonly Dictionary<int, TEntry> _live = [];
    private int _highestOwn = role == Role.Server ? 0 : -1; // the first of ours is 2 for a server and 1 for a client

    /// <summary>The highest stream that the peer began: what GOAWAY tells it.</summary>
    public StreamId HighestPeerStream { get; private set; }

    /// <summary>RFC 9113 §5.1.1: true when the peer has used its last id; ids are never used twice.</summary>
    public bool IsUsedUp => HighestPeerStream.Value > StreamId.Max.Value - 2;

    /// <summary>How many streams are neither idle nor closed.</summary>
    public int Count => _live.Count;

    /// <summary>How many of them we began, by a request or by a promise.</summary>
    public int Own { get; private set; }

    /// <summary>How many of them the peer began.</summary>
    public int Peers => Count - Own;

    /// <summary>The id of the next stream that we begin; null when they are used up (RFC 9113 §5.1.1).</summary>
    public StreamId? NextOwn => _highestOwn <= StreamId.Max.Value - 2 ? new StreamId(_highestOwn + 2) : null;

    /// <summary>The live streams, in no order. Do not change the ledger while enumerating.</summary>
    public Dictionary<int, TEntry>.ValueCollection Live => _live.Values;

    /// <summary>The live stream of that id, or null.</summary>
    public TEntry? Find(StreamId id) => _live.GetValueOrDefault(id.Value);

    /// <summary>True for an id that neither side has used yet.</summary>
    public bool IsIdle(StreamId id) => id.Value > (IsPeers(id) ? HighestPeerStream.Value : _highestOwn);

    /// <summary>True for a stream that we closed with RST_STREAM, as long as that is remembered.</summary>
    public bool IsResetByUs(StreamId id, TimeSpan now) => closed.CauseOf(id, now) == CloseCause.ResetByUs;

    /// <summary>Null if the peer may begin this idle stream with HEADERS, else what is wrong with the id.</summary>
    public Http2Error? CheckNew(StreamId id) => role == Role.Server && IsPeers(id)
        ? null
        // RFC 9113 §5.1.1: an id that this side may not use is a connection error PROTOCOL_ERROR. §8.4: a server begins none without a promise.
        : new Http2Error.OnConnection(ErrorCode.ProtocolError, $"HEADERS on stream {id.Value}, which the peer may not begin");

    /// <summary>Marks an id as used, and with it all lower ones of that side, whether or not a stream comes of it.</summary>
    public void Use(StreamId id)
    {
        if (IsPeers(id))
            HighestPeerStream = id;
        else
            _highestOwn = id.Value;
    }

    /// <summary>Adds a stream whose id is used.</summary>
    public void Add(TEntry entry)
    {
        _live.Add(entry.Id.Value, entry);
        if (!IsPeers(entry.Id))
            Own++;
    }

    /// <summary>What a frame on a closed stream means; null if it is to be ignored.</summary>
    public Http2Error? AfterClose(StreamId id, StreamSignal signal, TimeSpan now) => StreamTransitions.AfterClose(id, closed.CauseOf(id, now), signal);

    /// <summary>Moves the stream by one signal; forgets it when that closes it. Returns the peer's fault, if it is one.</summary>
    public Http2Error? Signal(TEntry entry, StreamSignal signal)
    {
        entry.State = StreamTransitions.Next(entry.Id, entry.State, signal, out var error);
        if (entry.State == StreamState.Closed && _live.Remove(entry.Id.Value) && !IsPeers(entry.Id))
            Own--;
        return error;
    }

    /// <summary>RST_STREAM of either side closes the stream, and it is remembered why.</summary>
    public void Reset(TEntry entry, CloseCause cause, TimeSpan now)
    {
        Signal(entry, cause == CloseCause.ResetByUs ? StreamSignal.SendReset : StreamSignal.RecvReset);
        closed.Add(entry.Id, cause, now);
    }

    /// <summary>RFC 9113 §6.9.2: a new SETTINGS_INITIAL_WINDOW_SIZE shifts what we may send on every stream; false is an overflow.</summary>
    public bool TryShiftSendWindows(long delta)
    {
        foreach (var entry in _live.Values)
        {
            if (entry.SendWindow.Grow(delta) is not { } window)
                return false;
            entry.SendWindow = window;
        }

        return true;
    }

    /// <summary>Remembers a stream that we refused before it had an entry.</summary>
    public void Refuse(StreamId id, TimeSpan now) => closed.Add(id, CloseCause.ResetByUs, now);

    /// <summary>Gives up the room that is not used.</summary>
    public void Trim() => _live.TrimExcess();

    /// <summary>True for the ids that the peer may begin (RFC 9113 §5.1.1).</summary>
    public bool IsPeers(StreamId id) => role == Role.Server ? id.IsClientInitiated : id.IsServerInitiated;
}
