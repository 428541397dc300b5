using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>Both windows of both directions (RFC 9113 §5.2, §6.9).</summary>
internal sealed partial class ConnectionActor
{
    private WindowSizes Sizes => new(_wireSettings.Announced.InitialWindowSize, _receive.Size);

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

    /// <summary>DATA takes from the connection's window, whatever became of its stream; false if it takes too much.</summary>
    private bool TryReceive(DataFrame frame)
    {
        if (!_receive.TryReceive(frame.FlowControlledLength))
            return false;

        _growth.Receive(frame.Stream, frame.FlowControlledLength);
        if (CreditConnection())
            Measure(frame.Stream);
        return true;
    }

    /// <summary>The application took octets of a body, or nobody will: they come back as WINDOW_UPDATE (RFC 9113 §6.9).</summary>
    private void Consume(LiveStream stream, int octets)
    {
        Release(octets);
        if (CreditStream(stream, stream.Credit(octets)))
            Measure(stream.Id);
    }

    /// <summary>RFC 9113 §6.9: octets that nobody holds any more.</summary>
    private void Release(int octets)
    {
        _receive.Release(octets);
        CreditConnection();
    }

    private bool CreditConnection()
    {
        if (_receive.Refill() is not (> 0 and var increment))
            return false;

        _send.Control(new WindowUpdateFrame(StreamId.Connection, increment));
        return true;
    }

    private bool CreditStream(LiveStream stream, int increment)
    {
        // RFC 9113 §5.1 "half-closed (remote)": a peer that sends nothing more needs no credit.
        if (increment == 0 || !stream.PeerIsSending)
            return false;

        _send.Control(new WindowUpdateFrame(stream.Id, increment));
        return true;
    }

    // RFC 9113 §6.9.2: a new initial window shifts what the peer may send on all streams.
    private void ShiftReceiveWindows(int delta)
    {
        if (delta == 0)
            return;

        foreach (var stream in _streams.Live)
            CreditStream(stream, stream.Receive.Shift(delta));
    }

    // Only where a window is being used up: a small request costs no PING.
    private void Measure(StreamId stream)
    {
        if (_growth.TryBegin(stream, Sizes))
            _send.Control(_pings.Begin(PingPurpose.Measure, Now));
    }

    private void GrowWindows(TimeSpan roundTrip)
    {
        var now = Sizes;
        var grown = _growth.End(roundTrip, now);
        _receive.Grow(grown.Connection);
        CreditConnection();
        if (grown.Stream > now.Stream)
            Announce([new Setting(SettingId.InitialWindowSize, (uint)grown.Stream)]);
    }
}
