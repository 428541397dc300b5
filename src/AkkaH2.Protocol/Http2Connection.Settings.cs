using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>SETTINGS of both sides, at the beginning and later (RFC 9113 §3.4, §6.5).</content>
public sealed partial class Http2Connection
{
    /// <summary>Sends SETTINGS that change those that we announced (RFC 9113 §6.5). They bind the peer once it has acknowledged them (§6.5.3).</summary>
    /// <param name="settings">The parameters to change, in the order in which they are sent.</param>
    public void Announce(IReadOnlyList<Setting> settings)
    {
        if (IsOver)
            return;

        var before = _settings.EnforcedWindow;
        _send.Control(_settings.Announce(settings, Now));
        _limits = _limits.Append(_settings.Announced);
        ShiftReceiveWindows(_settings.EnforcedWindow - before);
        AwaitSettingsAck();
        AdmitWaiting(); // there may be room for more streams now
    }

    private void SendPreface()
    {
        SetTimeout(Deadline.Preface, _options.PrefaceTimeout);
        // RFC 9113 §3.4: SETTINGS is the first frame that we send.
        Announce(_options.Announced.Since(ConnectionSettings.Initial));
        _flow.CreditConnection();
    }

    // RFC 9113 §6.5.3: each set in its turn is acknowledged in reasonable time. Until the preface has come, its own time runs.
    private void AwaitSettingsAck()
    {
        if (_settings.Unacknowledged > 0 && _begun && !_inputClosed && !_deadlines.IsSet(Deadline.SettingsAck))
            SetTimeout(Deadline.SettingsAck, _options.SettingsTimeout);
    }

    private void OnSettingsAck()
    {
        var before = _settings.EnforcedWindow;
        if (_settings.Acknowledge(Now) is { } error)
        {
            HandleError(error);
            return;
        }

        _deadlines.Clear(Deadline.SettingsAck);
        AwaitSettingsAck();
        ShiftReceiveWindows(_settings.EnforcedWindow - before);
        _flow.OnRoundTrip(_settings.RoundTrip);
    }

    /// <summary>RFC 9113 §6.5.</summary>
    private void OnSettings(SettingsFrame frame)
    {
        var before = _settings.Peer;
        if (_settings.Receive(frame) is { } error)
        {
            HandleError(error);
            return;
        }

        var peer = _settings.Peer;
        _send.MaxFrameSize = peer.MaxFrameSize;

        // RFC 9113 §6.9.2: a new initial window shifts the windows of all streams; beyond 2^31-1 it is a connection error.
        if (peer.InitialWindowSize != before.InitialWindowSize && !_streams.TryShiftSendWindows(peer.InitialWindowSize - (long)before.InitialWindowSize))
        {
            HandleError(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {peer.InitialWindowSize} lifts a window above 2^31-1"));
            return;
        }

        _pushes?.OnPlaces();
        HoldRequests();
        foreach (var stream in _streams.All)
            _send.Offer(stream);

        // RFC 9113 §6.5.3: acknowledged once applied; what we encode after the acknowledgement keeps to it.
        _send.Control(SettingsFrame.Acknowledgement);
        foreach (var limits in before.EncodingChanges(frame.Settings))
            _send.Control(limits);
        ChargeGlitch(frame);
    }
}
