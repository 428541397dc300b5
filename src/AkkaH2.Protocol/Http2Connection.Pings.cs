using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>PING of both sides (RFC 9113 §6.7).</content>
public sealed partial class Http2Connection
{
    /// <summary>Sends a PING (RFC 9113 §6.7).</summary>
    /// <param name="answered">Is called with the round trip, once, when the peer has answered; never if it does not.</param>
    public void Ping(Action<TimeSpan> answered) => _send.Control(_pings.Begin(PingPurpose.Application, Now, answered));

    /// <summary>RFC 9113 §6.7.</summary>
    private void OnPing(PingFrame frame)
    {
        if (!frame.Ack)
            AnswerPing(frame);
        else if (_pings.Receive(frame, Now) is { } pong)
            OnPong(pong);
        else
            ChargeGlitch(frame);
    }

    private void AnswerPing(PingFrame frame)
    {
        _send.Control(frame with { Ack = true });
        ChargeBeyondAllowance(frame);
    }

    private void OnPong(Pong pong)
    {
        switch (pong.Purpose)
        {
            case PingPurpose.Drain: SendFinalGoAway("draining"); break;
            case PingPurpose.Measure: GrowWindows(pong.RoundTrip); break;
            case PingPurpose.Application: pong.Answered!(pong.RoundTrip); break;
            case PingPurpose.KeepAlive: _deadlines.Clear(Deadline.KeepAliveAnswer); break;
        }
    }
}
