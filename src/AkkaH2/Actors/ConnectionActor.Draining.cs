using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>How a connection ends: by an error, in order by our wish or the peer's, or because its stream ids are used up (RFC 9113 §5.4.1, §6.8).</summary>
internal sealed partial class ConnectionActor
{
    private void GoAway(ErrorCode code, string detail)
    {
        Log.Debug("{0}: connection error {1}: {2}", _transport.RemoteEndPoint, code.Name(), detail);
        AbandonStreams($"the connection was closed with {code.Name()}: {detail}");
        var frame = _goAway.Settle(_streams.HighestPeerStream, code, detail);
        _send.Control(frame);
        Publish(frame, ErrorObserver.Us);
        Close();
    }

    private void Publish(GoAwayFrame frame, ErrorObserver seenBy) => Context.System.EventStream.Publish(
        new ConnectionError(frame.Code, frame.DebugText, seenBy, frame.LastStream, _transport.RemoteEndPoint, Self.Path));

    private void BeginDrain()
    {
        // RFC 9113 §6.8: the first GOAWAY names all streams; a round trip later the peer has read it, and what crossed it is here.
        _send.Control(_goAway.Announce("draining"));
        TellDraining();
        _send.Control(_pings.Begin(PingPurpose.Drain, Now));
        Timers.StartSingleTimer(ConnectionTimeout.DrainGrace, ConnectionTimeout.DrainGrace, _settings.DrainGrace);
        RequestFlush();
        Become(Announcing);
    }

    /// <summary>RFC 9113 §6.8: names the last stream. Those up to it are answered, later ones may be tried again elsewhere.</summary>
    private void Settle(string detail)
    {
        if (_goAway.Phase >= GoAwayPhase.Settled)
            return;

        Timers.Cancel(ConnectionTimeout.DrainGrace);
        _send.Control(_goAway.Settle(_streams.HighestPeerStream, ErrorCode.NoError, detail));
        TellDraining();
        RequestFlush();
        Become(Draining);
        CloseIfDrained();
    }

    /// <summary>RFC 9113 §6.8: the peer asks for no more. What is open finishes, and we begin nothing.</summary>
    private void OnGoAway(GoAwayFrame frame)
    {
        // One may say it twice (§6.8); more often is for nothing.
        if (_goAway.PeerLeaves)
            ChargeOddity(frame);
        if (frame.Code != ErrorCode.NoError)
            Publish(frame, ErrorObserver.Peer);

        if (_goAway.Receive(frame) is { } error)
            Judge(error);
        else
            Leave(frame.LastStream);
    }

    // Callbacks of the application never run on the connection's thread.
    private void TellDraining() => _ = _draining.CancelAsync();

    private void Leave(StreamId last)
    {
        AbandonOwnAbove(last);
        Settle("as the peer wishes");
    }

    private void CloseIfDrained()
    {
        if (_streams.Count == 0 && _slots.Busy == 0 && !_goAway.IsOver)
            Close();
    }

    private void Close()
    {
        _goAway.End();
        Timers.CancelAll();
        Become(Closing);
        RequestFlush();
        // A peer that takes nothing any more does not hold the connection for ever.
        Timers.StartSingleTimer(ConnectionTimeout.Linger, ConnectionTimeout.Linger, _settings.DrainTimeout);
    }

    private void BeginLinger()
    {
        Become(Lingering);
        Timers.StartSingleTimer(ConnectionTimeout.Linger, ConnectionTimeout.Linger, _settings.LingerTimeout);
    }
}
