using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>PING of both sides (RFC 9113 §6.7).</content>
public sealed partial class Http2Connection
{
    /// <summary>Sends a PING (RFC 9113 §6.7).</summary>
    /// <param name="ended">
    /// Is called once: with the round trip when the peer has answered; with null if it has not within <see cref="Http2Options.KeepAliveTimeout"/>, or if the
    /// connection ends or the peer closes its side before. The connection goes on without the answer.
    /// </param>
    public void Ping(Action<TimeSpan?> ended)
    {
        if (IsOver || _inputClosed)
        {
            ended(null);
            return;
        }

        _send.Control(_pings.Begin(PingPurpose.Application, Now, ended));
        AwaitPingAnswer();
    }

    private void AwaitPingAnswer()
    {
        var timeout = _options.KeepAliveTimeout;
        if (timeout != Timeout.InfiniteTimeSpan && !IsOver && !_deadlines.IsSet(Deadline.PingAnswer) && _pings.OldestAsked is { } asked)
            _deadlines.Set(Deadline.PingAnswer, After(asked, timeout));
    }

    private void GiveUpLatePings()
    {
        EndPings(_pings.TakeAskedUntil(Now - _options.KeepAliveTimeout));
        AwaitPingAnswer();
    }

    /// <summary>No answer can come any more.</summary>
    private void GiveUpPings()
    {
        _deadlines.Clear(Deadline.PingAnswer);
        EndPings(_pings.TakeAskedUntil(TimeSpan.MaxValue));
    }

    private static void EndPings(Action<TimeSpan?>[] unanswered)
    {
        foreach (var ended in unanswered)
            ended(null);
    }

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
            case PingPurpose.Application: pong.Ended!(pong.RoundTrip); break;
            case PingPurpose.KeepAlive: _deadlines.Clear(Deadline.KeepAliveAnswer); break;
        }
    }
}
