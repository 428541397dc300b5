using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>Windows that open: WINDOW_UPDATE of the peer, and our own that grow or shift (RFC 9113 §6.9). DATA takes from them in <c>Messages.cs</c> and in the scheduler.</content>
public sealed partial class Http2Connection
{
    /// <summary>RFC 9113 §6.9.</summary>
    private void OnWindowUpdate(WindowUpdateFrame frame)
    {
        if (frame.Stream.IsConnection)
            GrowConnectionWindow(frame);
        else if (_streams.Find(frame.Stream) is { } stream)
            Grow(stream, frame);
        else if (_streams.IsIdle(frame.Stream))
            // RFC 9113 §5.1 "idle": a connection error PROTOCOL_ERROR.
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        ChargeBeyondAllowance(frame);
    }

    private void GrowConnectionWindow(WindowUpdateFrame frame)
    {
        // RFC 9113 §6.9.1: a connection window above 2^31-1 is a connection error FLOW_CONTROL_ERROR.
        if (!_send.TryGrow(frame.Increment))
            HandleError(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"{frame} lifts the connection's window above 2^31-1"));
    }

    private void Grow(Http2Stream stream, WindowUpdateFrame frame)
    {
        // RFC 9113 §6.9.1: a stream window above 2^31-1 is a stream error FLOW_CONTROL_ERROR.
        if (stream.SendWindow.Grow(frame.Increment) is not { } window)
        {
            HandleError(new Http2Error.OnStream(stream.Id, ErrorCode.FlowControlError, $"{frame} lifts its window above 2^31-1"));
            return;
        }

        stream.SendWindow = window;
        _send.Offer(stream);
    }

    private void ShiftReceiveWindows(int delta)
    {
        if (delta == 0)
            return;

        foreach (var stream in _streams.All)
            _flow.Shift(stream, delta);
    }

    private void GrowWindows(TimeSpan roundTrip)
    {
        if (_flow.Grow(roundTrip) is { } window)
            Announce([new Setting(SettingId.InitialWindowSize, (uint)window)]);
    }
}
