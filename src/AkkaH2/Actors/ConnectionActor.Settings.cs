using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>SETTINGS of both sides, at the beginning and later (RFC 9113 §3.4, §6.5).</summary>
internal sealed partial class ConnectionActor
{
    private void Greet()
    {
        // RFC 9113 §3.4: SETTINGS is the first frame that we send.
        Announce(_setup.Announced.Since(ConnectionSettings.Initial));
        // RFC 9113 §6.9.2: SETTINGS cannot change the connection's window; WINDOW_UPDATE can.
        CreditConnection();
    }

    private void Announce(IReadOnlyList<Setting> settings)
    {
        var before = _wireSettings.EnforcedWindow;
        _send.Control(_wireSettings.Announce(settings));
        _limits = _limits.Append(_wireSettings.Announced);
        ShiftReceiveWindows(_wireSettings.EnforcedWindow - before);
        ExpectSettingsAck();
        RequestFlush();
    }

    // RFC 9113 §6.5.3: each set in its turn is acknowledged in reasonable time. Until the preface has come, its own time runs.
    private void ExpectSettingsAck()
    {
        var waits = Timers.IsTimerActive(ConnectionTimeout.Preface) || Timers.IsTimerActive(ConnectionTimeout.SettingsAck);
        if (_wireSettings.Unacknowledged > 0 && !waits)
            Timers.StartSingleTimer(ConnectionTimeout.SettingsAck, ConnectionTimeout.SettingsAck, _settings.SettingsTimeout);
    }

    private void OnSettingsAck()
    {
        var before = _wireSettings.EnforcedWindow;
        if (_wireSettings.Acknowledge() is { } error)
        {
            Judge(error);
            return;
        }

        Timers.Cancel(ConnectionTimeout.SettingsAck);
        ExpectSettingsAck();
        ShiftReceiveWindows(_wireSettings.EnforcedWindow - before);
    }

    /// <summary>RFC 9113 §6.5.</summary>
    private void OnSettings(SettingsFrame frame)
    {
        var before = _wireSettings.Peer;
        if (_wireSettings.Receive(frame) is { } error)
        {
            Judge(error);
            return;
        }

        var peer = _wireSettings.Peer;
        _send.MaxFrameSize = peer.MaxFrameSize;

        // RFC 9113 §6.9.2: a new initial window shifts the windows of all streams; beyond 2^31-1 it is a connection error.
        if (peer.InitialWindowSize != before.InitialWindowSize && !_streams.TryShiftSendWindows(peer.InitialWindowSize - (long)before.InitialWindowSize))
        {
            Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {peer.InitialWindowSize} lifts a window above 2^31-1"));
            return;
        }

        SettlePromises();
        foreach (var stream in _streams.Live)
            _send.Offer(stream);

        // RFC 9113 §6.5.3: acknowledged once applied; what we encode after the acknowledgement keeps to it.
        _send.Control(SettingsFrame.Acknowledgement);
        foreach (var limits in before.EncodingChanges(frame.Settings))
            _send.Control(limits);
    }
}
