using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <content>What every received frame does by itself: windows, settings, acknowledgements, credit.</content>
internal sealed partial class TestPeer
{
    private readonly List<ReceivedFrame> _deferred = [];
    private bool _greeted;

    internal async Task OnReceive(ReceivedFrame received)
    {
        Log.Received(received.Frame, received.Fields);
        lock (_received) _received.Add(received.Frame);
        switch (received.Frame)
        {
            case DataFrame data: OnData(data, received.PayloadOctets); break;
            case WindowUpdateFrame update: lock (_sendWindows) _sendWindows.Grant(update.Stream, update.Increment); break;
            case SettingsFrame { Ack: true }: OnSettingsAck(); break;
            case SettingsFrame settings: await OnSettings(settings); break;
            default: break;
        }

        _inbox.Post(received);
        await AnswerQuietly(received);
    }

    private void OnData(DataFrame data, int payloadOctets)
    {
        lock (ReceiveWindows)
        {
            ReceiveWindows.Spend(data.Stream, payloadOctets);
            if (!IsReferee || ReceiveWindows.Available(data.Stream) >= 0) return;

            _inbox.Violate(
                $"RFC 9113 §6.9.1: {data} is more than the windows allow (connection {ReceiveWindows[StreamId.Connection]}, stream {ReceiveWindows[data.Stream]})");
        }
    }

    private async Task OnSettings(SettingsFrame frame)
    {
        await _writing.WaitAsync();
        foreach (var setting in frame.Settings)
        {
            PeerSettings[setting.Id] = setting.Value;
            if (setting.Id == SettingId.InitialWindowSize) lock (_sendWindows) _sendWindows.Initial = setting.Value;
            if (setting.Id == SettingId.HeaderTableSize) Encoder.Allow(setting.Value);
        }

        _writing.Release();
    }

    /// <summary>RFC 9113 §6.5.3: our own settings hold from their acknowledgement on.</summary>
    private void OnSettingsAck()
    {
        SettingsFrame? settings;
        lock (_unacknowledged) _unacknowledged.TryDequeue(out settings);
        if (settings is null)
        {
            if (IsReferee) _inbox.Violate("RFC 9113 §6.5.3: SETTINGS ACK without SETTINGS");
            return;
        }

        foreach (var setting in settings.Settings) Apply(setting);
    }

    private void Apply(Setting setting)
    {
        switch (setting.Id)
        {
            case SettingId.InitialWindowSize: lock (ReceiveWindows) ReceiveWindows.Initial = setting.Value; break;
            case SettingId.MaxFrameSize: _reader.SetMaxFrameSize(setting.Value); break;
            case SettingId.HeaderTableSize: _reader.SetHeaderTableSize(setting.Value); break;
            default: break;
        }
    }

    private void OnSendSettings(SettingsFrame settings)
    {
        lock (_unacknowledged) _unacknowledged.Enqueue(settings);
        lock (_deferred) _greeted = true;
    }

    /// <summary>Frames that came before our own SETTINGS went out are answered behind them (RFC 9113 §3.4).</summary>
    private async Task AnswerDeferred()
    {
        ReceivedFrame[] frames;
        lock (_deferred)
        {
            if (!_greeted || _deferred.Count == 0) return;

            frames = [.. _deferred];
            _deferred.Clear();
        }

        foreach (var frame in frames) await Answer(frame);
    }

    /// <summary>The connection may be closing: then nobody needs the answer.</summary>
    private async Task AnswerQuietly(ReceivedFrame frame)
    {
        lock (_deferred)
        {
            if (!_greeted)
            {
                _deferred.Add(frame);
                return;
            }
        }

        try
        {
            await Answer(frame);
        }
        // InvalidOperationException: TLS has no writing behind our close_notify.
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Log.Note("->", failure.Message);
        }
    }

    private Task Answer(ReceivedFrame received) => received.Frame switch
    {
        SettingsFrame { Ack: false } when AutoAckSettings => Send(SettingsFrame.Acknowledgement),
        PingFrame { Ack: false } ping when AutoAckPing => Send(ping with { Ack = true }),
        DataFrame data when AutoCredit && received.PayloadOctets > 0 => Send([.. Credit(data, received.PayloadOctets)]),
        _ => Task.CompletedTask,
    };

    /// <summary>The octets that the frame took from the windows; a stream that has ended needs none.</summary>
    private static IEnumerable<FrameScript> Credit(DataFrame data, int octets)
    {
        yield return new WindowUpdateFrame(StreamId.Connection, octets);
        if (!data.EndStream) yield return new WindowUpdateFrame(data.Stream, octets);
    }
}
