using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>How a connection ends: by an error, in order by our wish or the peer's, or because the peer is gone (RFC 9113 §5.4.1, §6.8).</content>
public sealed partial class Http2Connection
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private bool _inputClosed;

    /// <summary>
    /// Ends the connection in order (RFC 9113 §6.8): the first GOAWAY names all streams; a round trip later, when what crossed it is here, the
    /// second one names the last. Open streams finish.
    /// </summary>
    /// <param name="timeout">Time after which open streams are cut off; null if the caller sees to that.</param>
    public void BeginDrain(TimeSpan? timeout = null)
    {
        if (timeout is { } time && !_deadlines.IsSet(Deadline.Drain))
            SetTimeout(Deadline.Drain, time);
        if (_goAway.Phase > GoAwayPhase.Open)
            return;

        if (!_begun)
        {
            SendFinalGoAway("draining"); // nothing was begun, so nothing can be lost
            return;
        }

        _send.Control(_goAway.First("draining"));
        _send.Control(_pings.Begin(PingPurpose.Drain, Now));
        SetTimeout(Deadline.DrainGrace, _options.DrainGrace);
        _events.OnDraining();
    }

    /// <summary>Ends the connection at once, because of a failure of ours (RFC 9113 §5.4.1): GOAWAY(INTERNAL_ERROR). All streams are aborted.</summary>
    /// <param name="detail">The reason in words, which the peer sees as debug data.</param>
    public void Fail(string detail) => SendErrorGoAway(ErrorCode.InternalError, detail);

    /// <summary>
    /// The peer has closed its side of the transport in order. It can send nothing more, but it may still read: requests that are complete are
    /// answered within <see cref="Http2Options.DrainTimeout"/>.
    /// </summary>
    public void OnInputClosed()
    {
        _inputClosed = true;
        if (IsOver)
            return;

        foreach (var stream in _streams.All.Where(stream => stream.PeerIsSending).ToArray())
            SendReset(stream.Id, ErrorCode.Cancel, "the peer closed the connection before its message was complete");
        if (IsOver)
            return;

        StopWaitingForPeer();
        SetTimeout(Deadline.Drain, _options.DrainTimeout);
        SetTimeout(Deadline.Probe, ProbeInterval);
        SendFinalGoAway("the peer closed its side");
    }

    // It cannot acknowledge, answer or complete anything any more, and that is no fault.
    private void StopWaitingForPeer()
    {
        _deadlines.Clear(Deadline.SettingsAck);
        _deadlines.Clear(Deadline.FieldBlock);
        _deadlines.Clear(Deadline.KeepAlive);
        _deadlines.Clear(Deadline.KeepAliveAnswer);
        GiveUpPings();
    }

    /// <summary>The transport is lost: nothing can be sent any more. All streams are aborted.</summary>
    /// <param name="reason">As in a log; the work on each stream learns it by <see cref="IHttp2Events.OnAborted"/>.</param>
    public void OnLost(string reason)
    {
        Close(); // first: whoever is told begins nothing more
        AbandonStreams(reason);
    }

    /// <summary>RFC 9113 §6.8: names the last stream. Those up to it are answered, later ones may be tried again elsewhere.</summary>
    private void SendFinalGoAway(string detail)
    {
        if (_goAway.Phase >= GoAwayPhase.Final)
            return;

        _deadlines.Clear(Deadline.DrainGrace);
        _send.Control(_goAway.Final(_streams.HighestPeerStream, ErrorCode.NoError, detail));
        _events.OnDraining();
        CloseIfDrained();
    }

    /// <summary>RFC 9113 §10.5: a peer that goes beyond a limit is an error of the connection.</summary>
    private void SendErrorGoAway(Limit limit, string detail, ErrorCode code = ErrorCode.EnhanceYourCalm)
    {
        if (!IsOver)
            _events.OnLimit(limit);
        SendErrorGoAway(code, detail);
    }

    /// <summary>RFC 9113 §5.4.1: GOAWAY with an error, then the transport closes.</summary>
    private void SendErrorGoAway(ErrorCode code, string detail)
    {
        if (IsOver)
            return;

        detail = LogText.Detail(detail);
        var frame = _goAway.Final(_streams.HighestPeerStream, code, detail);
        AbandonStreams($"the connection was closed with {code.Name()}: {detail}");
        _send.Control(frame);
        _events.OnConnectionError(code, detail, frame.LastStream, ours: true);
        Close();
    }

    /// <summary>RFC 9113 §6.8: the peer asks for no more. Open streams finish, and we begin nothing.</summary>
    private void OnGoAway(GoAwayFrame frame)
    {
        // One may say it twice (§6.8); more often is a glitch.
        if (_goAway.PeerIsLeaving)
            ChargeGlitch(frame);
        if (IsOver)
            return;
        if (frame.Code != ErrorCode.NoError)
            _events.OnConnectionError(frame.Code, LogText.Detail(frame.DebugText), frame.LastStream, ours: false);

        if (_goAway.Receive(frame) is { } error)
        {
            HandleError(error);
            return;
        }

        AbandonOwnAbove(frame.LastStream);
        // RFC 9113 §6.8: its receiver opens no additional streams, whatever last stream it names.
        foreach (var stream in _streams.All.Where(IsUnsent).ToArray())
            GiveUpUnsent(stream, $"the peer sent GOAWAY before stream {stream.Id.Value} began");
        SendFinalGoAway("as the peer wishes");
    }

    /// <summary>RFC 9113 §6.8: the peer leaves, and never acts on streams of ours above this one.</summary>
    private void AbandonOwnAbove(StreamId last)
    {
        foreach (var stream in _streams.All.Where(stream => !_streams.IsPeers(stream.Id) && stream.Id > last && stream.State != StreamState.Closed).ToArray())
        {
            stream.Fault = StreamFault.NotProcessed;
            _streams.Signal(stream, StreamSignal.RecvReset);
            Forget(stream, $"stream {stream.Id.Value} is above the last one of the peer's GOAWAY");
        }
    }

    private void AbandonStreams(string reason)
    {
        _pushes?.Clear();
        _holdsRequests = false;
        _awaitingRoom?.Clear();
        foreach (var stream in _streams.All.Where(stream => stream.State != StreamState.Closed).ToArray())
        {
            _streams.Signal(stream, StreamSignal.SendReset);
            Forget(stream, reason);
        }
    }

    private void CloseIfDrained()
    {
        if (_goAway.Phase == GoAwayPhase.Final && _streams.Count == 0 && _streams.AtWork == 0)
            Close();
    }

    private void Close()
    {
        if (IsOver)
            return;

        _goAway.End();
        _limits.Stop();
        _deadlines.ClearAll();
        GiveUpPings();
    }

    // RFC 9113 §6.7: a peer that is gone answers what we write with a reset of the transport, and that is how we learn of it.
    private void Probe()
    {
        if (!_pings.IsWaiting(PingPurpose.Probe) || _inputClosed)
            _send.Control(_pings.Begin(PingPurpose.Probe, Now));
        SetTimeout(Deadline.Probe, ProbeInterval);
    }
}
