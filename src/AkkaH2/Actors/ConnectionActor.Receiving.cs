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
            case PriorityFrame priority: OnPriority(priority); break;
            case PriorityUpdateFrame update: OnPriorityUpdate(update); break;
            case RstStreamFrame reset: OnReset(reset); break;
            case SettingsFrame { Ack: true }: OnSettingsAck(); break;
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
            _streams.Reset(stream, CloseCause.ResetByPeer, Now);
            Forget(stream, $"stream {frame.Stream.Value} was reset by the peer: {frame.Code.Name()}");
            // RFC 9113 §8.4.2: a client may refuse what it did not ask for.
            if (_streams.IsPeers(frame.Stream))
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

    /// <summary>RFC 9113 §6.6.</summary>
    private void OnPushPromise(PushPromiseFrame frame) =>
        // RFC 9113 §6.6, §8.4: from a client, or to one that did not enable push: a connection error PROTOCOL_ERROR.
        Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame}, but this side takes no pushes"));

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
        switch (pong.Purpose)
        {
            case PingPurpose.Drain: Settle("draining"); break;
            case PingPurpose.Measure: GrowWindows(pong.RoundTrip); break;
        }
    }
}
