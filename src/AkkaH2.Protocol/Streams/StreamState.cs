namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §5.1, figure 2.</summary>
internal enum StreamState : byte
{
    /// <summary>Not begun.</summary>
    Idle,

    /// <summary>We have promised it: nothing was sent on it yet (§8.4).</summary>
    ReservedLocal,

    /// <summary>The peer has promised it: nothing came on it yet (§8.4).</summary>
    ReservedRemote,

    /// <summary>Both sides may send.</summary>
    Open,

    /// <summary>We have ended our side.</summary>
    HalfClosedLocal,

    /// <summary>The peer has ended its side.</summary>
    HalfClosedRemote,

    /// <summary>Over; see <see cref="CloseCause"/>.</summary>
    Closed,
}

/// <summary>The names of the states in RFC 9113 §5.1.</summary>
internal static class StreamStateNames
{
    /// <summary>Such as <c>half-closed (remote)</c>.</summary>
    public static string Name(this StreamState state) => state switch
    {
        StreamState.Idle => "idle",
        StreamState.ReservedLocal => "reserved (local)",
        StreamState.ReservedRemote => "reserved (remote)",
        StreamState.Open => "open",
        StreamState.HalfClosedLocal => "half-closed (local)",
        StreamState.HalfClosedRemote => "half-closed (remote)",
        _ => "closed",
    };
}

/// <summary>The event that moves a stream from state to state (RFC 9113 §5.1).</summary>
internal enum StreamSignal
{
    /// <summary>HEADERS came in: a request, a response or trailers.</summary>
    RecvHeaders,

    /// <summary>DATA came in.</summary>
    RecvData,

    /// <summary>A frame with END_STREAM came in (counted after its HEADERS or DATA).</summary>
    RecvEndStream,

    /// <summary>RST_STREAM came in.</summary>
    RecvReset,

    /// <summary>PUSH_PROMISE came in, and this is the stream that it promises.</summary>
    RecvPromise,

    /// <summary>We sent HEADERS.</summary>
    SendHeaders,

    /// <summary>We sent END_STREAM.</summary>
    SendEndStream,

    /// <summary>We sent RST_STREAM.</summary>
    SendReset,

    /// <summary>We sent PUSH_PROMISE, and this is the stream that it promises.</summary>
    SendPromise,
}

/// <summary>Why a stream is closed: what a late frame on it means depends on it (RFC 9113 §5.1 "closed").</summary>
internal enum CloseCause
{
    /// <summary>Both sides sent END_STREAM.</summary>
    Finished,

    /// <summary>We ended it early, or it is forgotten: frames of the peer's may have been under way, and are ignored.</summary>
    EndedByUs,

    /// <summary>The peer sent RST_STREAM: nothing may follow it.</summary>
    ResetByPeer,
}
