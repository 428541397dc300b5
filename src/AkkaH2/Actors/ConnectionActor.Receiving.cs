using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What comes in: the batch, and the frames about the connection and its streams, in the order of RFC 9113 §6.</summary>
internal sealed partial class ConnectionActor
{
    private void OnBatch(FrameBatch batch)
    {
        foreach (var item in batch.Items)
        {
            if (_goAway.IsOver)
                break;
            if (item.Error is { } error)
                Judge(error);
            else
                OnFrame(item.Value!);
        }

        Acknowledge();
    }

    private void Acknowledge()
    {
        if (_reading.TryPass(_send.ControlFrames))
            _pipeline.Tell(BatchDone.Instance, Self);
        RequestFlush();
    }

    private void OnFrame(Frame frame)
    {
        switch (frame)
        {
            case DataFrame data: OnData(data); break;
            case FieldSection section: OnFields(section); break;
            case PriorityFrame: ChargeOddity(frame); break; // RFC 9113 §5.3.2: deprecated; a server may ignore it
            case RstStreamFrame reset: OnReset(reset); break;
            case SettingsFrame { Ack: true }: Timers.Cancel(ConnectionTimeout.SettingsAck); break;
            case SettingsFrame settings: OnSettings(settings); ChargeOddity(frame); break;
            case PushPromiseFrame promise: OnPushPromise(promise); break;
            case PingFrame ping: OnPing(ping); break;
            case GoAwayFrame goAway: OnGoAway(goAway); break;
            case WindowUpdateFrame update: OnWindowUpdate(update); break;
            default: ChargeOddity(frame); break; // RFC 9113 §4.1: frames of unknown types are ignored
        }
    }

    /// <summary>RFC 9113 §6.4.</summary>
    private void OnReset(RstStreamFrame frame)
    {
        if (_streams.Find(frame.Stream) is { } stream)
        {
            _streams.Signal(stream, StreamSignal.RecvReset);
            Forget(stream, $"stream {frame.Stream.Value} was reset by the peer: {frame.Code.Name()}");
            ChargeReset();
        }
        else if (_streams.IsIdle(frame.Stream))
        {
            // RFC 9113 §6.4: RST_STREAM on an idle stream is a connection error PROTOCOL_ERROR.
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        }
        else
        {
            ChargeOddity(frame);
        }
    }

    /// <summary>RFC 9113 §6.5.</summary>
    private void OnSettings(SettingsFrame frame)
    {
        var before = _peer;
        _peer = before.Apply(frame.Settings);
        _send.MaxFrameSize = _peer.MaxFrameSize;

        // RFC 9113 §6.9.2: a new initial window shifts the windows of all streams; beyond 2^31-1 it is a connection error.
        if (_peer.InitialWindowSize != before.InitialWindowSize && !_streams.TryShiftSendWindows(_peer.InitialWindowSize - (long)before.InitialWindowSize))
        {
            Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {_peer.InitialWindowSize} lifts a window above 2^31-1"));
            return;
        }

        foreach (var stream in _streams.Live)
            _send.Offer(stream);

        // RFC 9113 §6.5.3: acknowledged once applied; what we encode after the acknowledgement keeps to it.
        _send.Control(SettingsFrame.Acknowledgement);
        if (_peer.HeaderTableSize != before.HeaderTableSize || _peer.MaxFrameSize != before.MaxFrameSize)
            _send.Control(new EncodingLimits(_peer.HeaderTableSize, _peer.MaxFrameSize));
    }

    /// <summary>RFC 9113 §6.6.</summary>
    private void OnPushPromise(PushPromiseFrame frame) =>
        // RFC 9113 §8.4: a client cannot push: a connection error PROTOCOL_ERROR.
        Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} from a client"));

    /// <summary>RFC 9113 §6.7.</summary>
    private void OnPing(PingFrame frame)
    {
        if (!frame.Ack)
            _send.Control(frame with { Ack = true });
        else if (_pings.Receive(frame, Now) is { } pong)
            OnPong(pong);
        else
            ChargeOddity(frame);
    }

    private void OnPong(Pong pong)
    {
        if (pong.Purpose == PingPurpose.Drain)
            Settle("draining");
    }

    /// <summary>RFC 9113 §6.9.</summary>
    private void OnWindowUpdate(WindowUpdateFrame frame)
    {
        if (frame.Stream.IsConnection)
        {
            // RFC 9113 §6.9.1: a connection window above 2^31-1 is a connection error FLOW_CONTROL_ERROR.
            if (!_send.TryGrow(frame.Increment))
                Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"{frame} lifts the connection's window above 2^31-1"));
        }
        else if (_streams.Find(frame.Stream) is { } stream)
        {
            Grow(stream, frame);
        }
        else if (_streams.IsIdle(frame.Stream))
        {
            // RFC 9113 §5.1 "idle": a connection error PROTOCOL_ERROR.
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        }
    }

    private void Grow(LiveStream stream, WindowUpdateFrame frame)
    {
        // RFC 9113 §6.9.1: a stream window above 2^31-1 is a stream error FLOW_CONTROL_ERROR.
        if (stream.SendWindow.Grow(frame.Increment) is not { } window)
        {
            Judge(new Http2Error.OnStream(stream.Id, ErrorCode.FlowControlError, $"{frame} lifts its window above 2^31-1"));
            return;
        }

        stream.SendWindow = window;
        _send.Offer(stream);
    }
}
