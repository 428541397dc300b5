using Akka.Actor;
using Akka.Event;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What goes out, and what the streams' own side asks for.</summary>
internal sealed partial class ConnectionActor
{
    private void OnCommand(StreamCommand command)
    {
        if (_streams.Find(command.Stream) is { } stream)
            OnCommand(command, stream);
        else
            OnLateCommand(command);

        RequestFlush();
    }

    // The stream is gone: its memory was given back when it went.
    private void OnLateCommand(StreamCommand command)
    {
        if (command is SendPush push)
            OnPush(push);
        EndWork(command);
    }

    private void OnCommand(StreamCommand command, LiveStream stream)
    {
        switch (command)
        {
            case SendResponse response:
                stream.Outbox.Add(response.Head, end: response.Body.IsEmpty);
                stream.Outbox.Add(response.Body, end: true);
                if (response.RefusesRest is { } code)
                    RefuseRest(stream, code);
                break;
            case SendInterim interim: stream.Outbox.AddInterim(interim.Head); break;
            case SendData data:
                if (data.Head is { } head)
                    stream.Outbox.Add(head, end: false);
                stream.Outbox.Add(data.Data, data.End);
                break;
            case SendTrailers trailers: stream.Outbox.End(trailers.Trailers); break;
            case BodyConsumed body: Consume(stream, body.Octets); break;
            case SendPush push: OnPush(push); break;
            case SendReset reset: Reset(stream.Id, reset.Code, reset.Detail); break;
        }

        EndWork(command);
        if (stream.State != StreamState.Closed)
            _send.Offer(stream);
    }

    /// <summary>The endpoint has ended: its StreamActor takes the next stream, and the stream need not wait for the rest of its request.</summary>
    private void EndWork(StreamCommand command)
    {
        if (!command.EndsWork)
            return;

        if (_slots.Release(command.Stream) is { } spare)
            Context.Stop(spare);
        AwaitQuiet();

        if (_streams.Find(command.Stream) is { } stream)
        {
            stream.WorkEnded = true;
            ResetUnreadRequest(stream);
        }
    }

    /// <summary>What the scheduler put on the wire moves the stream.</summary>
    private void OnSignal(LiveStream stream, StreamSignal signal)
    {
        _streams.Signal(stream, signal);
        stream.Finished = signal == StreamSignal.SendEndStream;
        if (stream.Finished)
            ResetUnreadRequest(stream);
        ForgetIfClosed(stream);
    }

    private void ResetUnreadRequest(LiveStream stream)
    {
        // RFC 9113 §8.1: a complete response to a request that is still coming, and that nobody reads: RST_STREAM(NO_ERROR).
        if ((stream.WorkEnded || stream.RefusesRest is not null) && stream.State == StreamState.HalfClosedLocal)
            Reset(stream.Id, stream.RefusesRest ?? ErrorCode.NoError, "answered before the request was complete");
    }

    // Whoever works on it need not go on.
    private void RefuseRest(LiveStream stream, ErrorCode code)
    {
        stream.RefusesRest = code;
        if (_slots.Abandon(stream.Id) is { } actor)
            actor.Tell(new StreamClosed(stream.Exchange!), Self);
    }

    /// <summary>Ends a stream with RST_STREAM, whether or not it is live (RFC 9113 §5.4.2).</summary>
    private void Reset(StreamId id, ErrorCode code, string detail)
    {
        Log.Debug("{0}: stream {1} reset with {2}: {3}", _transport.RemoteEndPoint, id.Value, code.Name(), detail);
        _send.Control(new RstStreamFrame(id, code));
        if (_streams.Find(id) is { } stream)
        {
            _streams.Reset(stream, CloseCause.ResetByUs, Now);
            Forget(stream, $"stream {id.Value} was reset with {code.Name()}: {detail}");
        }
        else if (!_streams.IsIdle(id))
        {
            _streams.Refuse(id, Now);
        }
    }

    private void ForgetIfClosed(LiveStream stream)
    {
        if (stream.State == StreamState.Closed)
            Forget(stream, "the stream is closed");
    }

    /// <summary>The stream is closed: its unread octets are credited to the connection, and work that still goes on learns it.</summary>
    private void Forget(LiveStream stream, string reason)
    {
        _send.Forget(stream);
        Release(stream.TakeUncredited());
        if (!_streams.IsPeers(stream.Id))
            SettlePromises();
        if (stream.Exchange is not { } exchange || stream.WorkEnded || stream.State != StreamState.Closed)
            return;

        if (stream.Finished || _slots.Abandon(stream.Id) is not { } actor)
            return;

        exchange.Abort(reason);
        actor.Tell(new StreamClosed(exchange), Self);
    }

    private void AbandonStreams(string reason)
    {
        _promises?.Clear();
        foreach (var stream in _streams.Live.ToArray())
        {
            _streams.Signal(stream, StreamSignal.SendReset);
            Forget(stream, reason);
        }
    }

    private void RequestFlush()
    {
        if (!_demand || _flushing)
            return;

        // Behind all that is in the mailbox already: the answers of one turn leave together.
        _flushing = true;
        Self.Tell(Flush.Instance, ActorRefs.NoSender);
    }

    private void OnFlush()
    {
        _flushing = false;
        if (_demand)
            Write();
    }

    private void OnWriteDemand()
    {
        _demand = true;
        foreach (var sent in _inFlight)
            sent.Entry.Exchange?.Writer?.OnSent(sent.Octets);
        _inFlight.Clear();
        _batch.Frames.Clear();
        RequestFlush();
    }

    private void Write()
    {
        if (_send.HasWork)
        {
            _send.Fill(_batch.Frames, _inFlight, _settings.WriteBatchSize);
            _demand = false;
            _pipeline.Tell(_batch, Self);
        }
        else if (_goAway.IsOver)
        {
            _demand = false;
            _pipeline.Tell(CloseOutput.Instance, Self);
        }

        if (_reading.IsShut && !_goAway.IsOver)
            Acknowledge();
    }
}
