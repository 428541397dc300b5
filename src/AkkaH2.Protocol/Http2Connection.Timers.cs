using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>The rules of a connection that time sets off.</content>
public sealed partial class Http2Connection
{
    private static readonly TimeSpan RateInterval = TimeSpan.FromSeconds(1);

    private TimeSpan _lastActivity; // of the peer, PING left out unless configured, or of work that ended
    private TimeSpan _lastReceived;
    private TimeSpan _ratesSince;
    private long _octetsSentBefore;
    private readonly RateMeter _responseRate = new(); // of all streams together

    /// <summary>Acts on the timeouts that are due. Call it at <see cref="NextDeadline"/>; earlier it does no harm.</summary>
    public void OnTime()
    {
        while (_deadlines.TryTakeDue(Now, out var due))
            OnDue(due);
        Recycle();
    }

    /// <summary>A field block is incomplete, and its next frame is awaited; or it is no longer.</summary>
    internal void OnFieldBlock(bool isOpen)
    {
        if (!isOpen)
            _deadlines.Clear(Deadline.FieldBlock);
        else if (!_deadlines.IsSet(Deadline.FieldBlock) && !IsOver)
            SetTimeout(Deadline.FieldBlock, _options.HeadersTimeout);
    }

    private void OnDue(Deadline due)
    {
        switch (due)
        {
            case Deadline.Preface: SendErrorGoAway(Limit.PrefaceTimeout, $"no preface and SETTINGS within {_options.PrefaceTimeout.TotalSeconds} s", ErrorCode.ProtocolError); break;
            // RFC 9113 §6.5.3: no acknowledgement in reasonable time is a connection error SETTINGS_TIMEOUT.
            case Deadline.SettingsAck: SendErrorGoAway(Limit.SettingsTimeout, $"SETTINGS not acknowledged within {_options.SettingsTimeout.TotalSeconds} s", ErrorCode.SettingsTimeout); break;
            case Deadline.FieldBlock: SendErrorGoAway(Limit.HeadersTimeout, $"a field block not complete within {_options.HeadersTimeout.TotalSeconds} s"); break;
            case Deadline.Idle: OnMaybeIdle(); break;
            case Deadline.KeepAlive: OnMaybeSilent(); break;
            // RFC 9113 §6.7: PING is answered.
            case Deadline.KeepAliveAnswer: SendErrorGoAway(Limit.KeepAliveTimeout, $"PING not answered within {_options.KeepAliveTimeout.TotalSeconds} s", ErrorCode.ProtocolError); break;
            case Deadline.PingAnswer: GiveUpLatePings(); break;
            case Deadline.Write: OnStalled(); break;
            case Deadline.Rates: OnRates(); break;
            case Deadline.Request: OnRequestTimeouts(); break;
            case Deadline.Admission: RefuseWaiting(); break;
            case Deadline.Age: OnOld(); break;
            case Deadline.DrainGrace: SendFinalGoAway("draining"); break;
            case Deadline.Drain: SendErrorGoAway(Limit.DrainTimeout, "streams still open at the end of the drain", ErrorCode.NoError); break;
            case Deadline.Probe: Probe(); break;
        }
    }

    private void OnOld()
    {
        _events.OnLimit(Limit.MaxConnectionAge);
        BeginDrain(_options.DrainTimeout);
    }

    // A write that is under way stands before all that could be sent: GOAWAY says for the log what the peer will not read.
    private void OnStalled()
    {
        IsStalled = true;
        SendErrorGoAway(Limit.WriteTimeout, $"nothing taken within {_options.WriteTimeout.TotalSeconds} s");
    }

    private void BeginTimers()
    {
        _lastActivity = _lastReceived = Now;
        SetTimeout(Deadline.Idle, _options.IdleTimeout);
        SetTimeout(Deadline.KeepAlive, _options.KeepAliveInterval);
        SetTimeout(Deadline.Age, _options.MaxConnectionAge);
        AwaitSettingsAck();
    }

    private void SetTimeout(Deadline kind, TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan && !IsOver)
            _deadlines.Set(kind, After(Now, timeout));
    }

    // The longest time there is is none.
    private static TimeSpan After(TimeSpan since, TimeSpan timeout) => timeout < TimeSpan.MaxValue - since ? since + timeout : TimeSpan.MaxValue;

    // Moving the deadline with each frame would cost; looking again when it is due does not.
    private void OnMaybeIdle()
    {
        var isUsed = _streams.Count > 0 || _streams.AtWork > 0;
        if (isUsed || Now - _lastActivity < _options.IdleTimeout)
        {
            _deadlines.Set(Deadline.Idle, (isUsed ? Now : _lastActivity) + _options.IdleTimeout);
            return;
        }

        _events.OnLimit(Limit.IdleTimeout);
        SendFinalGoAway("idle");
    }

    private void OnMaybeSilent()
    {
        if (Now - _lastReceived < _options.KeepAliveInterval)
        {
            _deadlines.Set(Deadline.KeepAlive, _lastReceived + _options.KeepAliveInterval);
            return;
        }

        if (!_pings.IsWaiting(PingPurpose.KeepAlive))
        {
            _send.Control(_pings.Begin(PingPurpose.KeepAlive, Now));
            SetTimeout(Deadline.KeepAliveAnswer, _options.KeepAliveTimeout);
        }

        SetTimeout(Deadline.KeepAlive, _options.KeepAliveInterval);
    }

    private void SetRequestTimeout(Http2Stream stream, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            stream.Deadline = TimeSpan.MaxValue;
            return;
        }

        stream.Deadline = After(Now, timeout);
        if (_deadlines[Deadline.Request] > stream.Deadline)
            _deadlines.Set(Deadline.Request, stream.Deadline);
    }

    private void OnRequestTimeouts()
    {
        foreach (var late in _streams.All.Where(stream => stream.Deadline <= Now).ToArray())
        {
            late.Deadline = TimeSpan.MaxValue;
            if (late.State == StreamState.Closed)
                continue;
            _events.OnLimit(Limit.RequestTimeout);
            _events.OnTimeout(late);
        }

        if (_streams.All.Count > 0)
            _deadlines.Set(Deadline.Request, _streams.All.Min(stream => stream.Deadline));
    }

    /// <summary>There is something whose rate counts: from here on it is measured, until there is nothing.</summary>
    private void MeasureRates()
    {
        if (_deadlines.IsSet(Deadline.Rates) || IsOver)
            return;

        (_ratesSince, _octetsSentBefore) = (Now, _send.OctetsSent);
        SetTimeout(Deadline.Rates, RateInterval);
    }

    private void OnRates()
    {
        // A process that was held up itself does not blame its peers.
        var waited = Now - _ratesSince < 2 * RateInterval ? Now - _ratesSince : 2 * RateInterval;
        _send.IsHeldUp = false;
        if (IsTooSlow(waited))
        {
            SendErrorGoAway(Limit.MinimumResponseRate, $"less than {_options.MinimumResponseRate.OctetsPerSecond} octets a second taken");
            return;
        }

        var isMeasured = _send.WaitsForConnectionWindow;
        foreach (var stream in _streams.All.Where(stream => stream.State != StreamState.Closed && !stream.MayBeSlow && !stream.IsTunnel).ToArray())
            isMeasured |= IsMeasured(stream, waited);
        if (isMeasured)
            MeasureRates();
    }

    private bool IsTooSlow(TimeSpan waited)
    {
        _responseRate.Count((int)Math.Min(int.MaxValue, _send.OctetsSent - _octetsSentBefore));
        return _send.WaitsForConnectionWindow && _responseRate.IsTooSlow(waited, _options.MinimumResponseRate);
    }

    private bool IsMeasured(Http2Stream stream, TimeSpan waited)
    {
        // The peer is waited for while all that it has sent was read, and both windows let it send more.
        var isSending = _options.Role == Role.Server && stream.PeerIsSending;
        var isAwaited = isSending && stream is { Unread: 0, AwaitsContinue: false, DropsBody: false, Receive.Available: > 0 } && _flow.Available > 0;
        if (isAwaited && stream.BodyRate?.IsTooSlow(waited, _options.MinimumBodyRate) == true)
        {
            ResetSlow(stream, Limit.MinimumBodyRate, $"less than {_options.MinimumBodyRate.OctetsPerSecond} octets a second of the body came");
            return false;
        }

        var isHeldUp = stream.Outbox.Octets > 0 && stream.SendWindow.Available == 0;
        if (isHeldUp && stream.ResponseRate?.IsTooSlow(waited, _options.MinimumResponseRate) == true)
        {
            ResetSlow(stream, Limit.MinimumResponseRate, $"less than {_options.MinimumResponseRate.OctetsPerSecond} octets a second of the response taken");
            return false;
        }

        return isSending || isHeldUp;
    }

    private void ResetSlow(Http2Stream stream, Limit limit, string detail)
    {
        _events.OnLimit(limit);
        SendReset(stream.Id, ErrorCode.EnhanceYourCalm, detail);
    }
}
