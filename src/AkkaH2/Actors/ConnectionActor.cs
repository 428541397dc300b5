using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// One HTTP/2 connection as an actor: owns its engine (whose windows are this actor's state), its pipeline, its StreamActors and one alarm.
/// Every rule of RFC 9113 is in <see cref="Http2Connection"/>; this is how a connection lives.
/// <para>
/// Running → Closing (the engine has ended: what is queued goes out) → Lingering (our side is closed, the peer's is not) → stopped. A peer that closes its side
/// first makes it Running → InputEnded (its requests are answered) → Finishing (what is queued goes out) → stopped.
/// </para>
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private readonly ITransportConnection _transport;
    private readonly ConnectionSetup _setup;
    private readonly IConnectionStreams _streams;
    private readonly Http2Connection _connection;
    private readonly UpgradedRequest? _first;
    private readonly AlarmClock _alarm;
    private readonly WriteBatch _batch = new();
    private readonly Traffic _traffic = new();
    private readonly FlushBehindTurn _flushBehindTurn;
    private readonly TimeSpan _since;
    private IAsyncCallback<object>? _pipeline; // from the start to the end
    private FrameLog? _frames; // while somebody wants to see them
    private bool _demand; // the transport takes a batch
    private bool _flushing; // a Flush is in the mailbox, or will be on this turn
    private FirstAnswer _firstAnswer;
    private TimeSpan _endAt = TimeSpan.MaxValue; // then a peer that does not close its side is cut off

    public ConnectionActor(ITransportConnection transport, TimeSpan since, ConnectionSetup setup, UpgradedRequest? first)
    {
        (_transport, _since, _setup, _first) = (transport, since, setup, first);
        _firstAnswer = setup.Options.Role == Role.Server ? FirstAnswer.NotAsked : FirstAnswer.NotAwaited;
        _alarm = new AlarmClock(Context, setup.Clock);
        _flushBehindTurn = new FlushBehindTurn(Self);
        _streams = setup.Begin(Context, transport, since);
        _connection = _streams.Connection;
    }

    public static Props Props(ITransportConnection transport, TimeSpan since, ConnectionSetup setup, UpgradedRequest? first = null) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(transport, since, setup, first)).WithDispatcher(setup.Settings.Dispatcher);

    protected override void PreStart()
    {
        Context.System.EventStream.Publish(new ConnectionOpened(Self, _setup.Options.Role, ConnectionProtocol.Http2, _transport.LocalEndPoint, _transport.RemoteEndPoint));
        try
        {
            Begin();
        }
        catch (Exception cause)
        {
            // If it left this method there would be no PostStop.
            _streams.Log.Error("{0}: the connection cannot be served: {1}", _transport.RemoteEndPoint, LogText.OneLine(cause.Message));
            _streams.OnEnding("lost");
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        _alarm.Silence();
        _transport.Abort(); // first: nothing more is written, whatever memory is given back
        _streams.Abort("the connection is closed");
        _pipeline?.Invoke(ConnectionStopped.Instance);
        _setup.Ended.Add(_connection.Requests, _traffic);
        Context.System.EventStream.Publish(new ConnectionEnded(Self, _setup.Options.Role, ConnectionProtocol.Http2, _transport.LocalEndPoint, _transport.RemoteEndPoint)
        {
            Reason = _streams.End.Reason,
            Error = _streams.End.Error,
            Age = _setup.Clock() - _since,
            Requests = _connection.Requests,
            OctetsReceived = _traffic.Received,
            OctetsSent = _traffic.Sent,
        });
    }

    // Whatever fails in an exchange takes its StreamActor with it and nothing else; its stream is answered when that has stopped.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message) => Running(message);

    private void Running(object message)
    {
        _connection.Now = _setup.Clock();
        if (_firstAnswer != FirstAnswer.NotAwaited && message is StreamCommand or Exchange)
            OnFirstAnswer();
        switch (message)
        {
            case FrameBatch batch: OnBatch(batch); break;
            case StreamCommand command: _streams.OnCommand(command); break;
            case AnnounceSettings announce: _connection.Announce(announce.Settings); break;
            case Drain: OnDrain(); break;
            case DrainConnection when !Context.IsAskedElsewhere(): OnDrain(); Answer(ControlResult.Done); break;
            case ChangeConnectionLimits change when !Context.IsAskedElsewhere(): OnChangeLimits(change); break;
            case InputClosed { Cause: null }: OnInputClosed(); break;
            default: Always(message); break;
        }

        if (_connection.IsOver)
            BeginClosing(message is InputClosed ? Finishing : Closing);
        Continue();
    }

    /// <summary>The peer has closed its side: requests that are complete are answered, and nothing more comes in.</summary>
    private void InputEnded(object message)
    {
        _connection.Now = _setup.Clock();
        switch (message)
        {
            case StreamCommand command: _streams.OnCommand(command); break;
            case AnnounceSettings or Drain: break;
            default: Always(message); break;
        }

        if (_connection.IsOver)
            BeginClosing(Finishing);
        Continue();
    }

    /// <summary>RFC 9113 §5.4.1: what is queued, GOAWAY last, goes out, then our side closes.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case InputClosed { Cause: null }: Become(Finishing); break;
            case OutputClosed { Cause: null }: BeginLinger(); break;
            default: Ending(message); break;
        }

        Continue();
    }

    /// <summary>Closing, and the peer has closed its side: it still reads what is queued.</summary>
    private void Finishing(object message)
    {
        Ending(message);
        Continue();
    }

    /// <summary>We have closed our side and wait for the peer to close its own.</summary>
    private void Lingering(object message)
    {
        if (message is InputClosed)
            Stop();
        else
            Ending(message);
    }

    private void Ending(object message)
    {
        _connection.Now = _setup.Clock();
        switch (message)
        {
            case FrameBatch batch: _frames?.OnReceived(batch.Items); _pipeline!.Invoke(BatchDone.Instance); break; // read on, so that the peer can read our GOAWAY
            case StreamCommand command: _streams.OnCommand(command); break;
            case Drain or AnnounceSettings: break;
            default: Always(message); break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case WriteDemand: OnWriteDemand(); break;
            case Flush: OnFlush(); break;
            case InputClosed input: OnLost(input.Cause); break;
            case OutputClosed output: OnLost(output.Cause); break;
            case Terminated stopped: _streams.OnChildStopped(stopped.ActorRef); break;
            case Alarm alarm: OnAlarm(alarm); break;
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case LogFrames log when log.IsFor(_transport.RemoteEndPoint): WatchFrames(log.On); break;
            case LogFrames: break;
            case GetStreams ask: Sender.Tell(new ConnectionView(Self, _setup.Options.Role, _transport, _since, _traffic).Take(_streams, ask.Limit), Self); break;
            case ResetStream reset: OnReset(reset); break;
            case DrainConnection or ChangeConnectionLimits: Answer(new ControlResult(false, "the connection is ending")); break;
            case KillConnection: OnKill(); break;
            default: OnOther(message); break;
        }
    }

    private void OnOther(object message)
    {
        if (!_streams.OnMessage(message))
            Unhandled(message);
    }

    private void Begin()
    {
        WatchFrames(_setup.LogsFrames.Has(_transport.RemoteEndPoint));
        _pipeline = _setup.Pipeline.Run(new PipelineEnds(_transport, Self, _connection.FirstLimits, _traffic), _setup.Materializer);
        if (_first is { } first)
            _connection.BeginUpgraded(first.Settings, first.Fields);
        SetAlarm();
    }

    private void WatchFrames(bool logs) => _frames = FrameLog.Of(_transport, _setup.FrameObserver, logs, Context.System);

    private void OnBatch(FrameBatch batch)
    {
        _frames?.OnReceived(batch.Items);
        _connection.OnFieldBlock(batch.IsInsideBlock);
        _connection.Receive(batch.Items);
        if (_firstAnswer == FirstAnswer.NotAsked && _connection.AtWork > 0)
            _firstAnswer = FirstAnswer.Asked;
        ReadOn();
    }

    // While too many answers wait to be written, the next read is held back.
    private void ReadOn()
    {
        if (_connection.MayRead())
            _pipeline!.Invoke(BatchDone.Instance);
    }

    private void OnDrain()
    {
        _streams.OnEnding("drain");
        _connection.BeginDrain();
    }

    private void OnReset(ResetStream reset) =>
        Answer(_streams.TryReset(new StreamId(reset.Stream), reset.Code) ? ControlResult.Done : new ControlResult(false, $"stream {reset.Stream} is not open"));

    private void OnKill()
    {
        _streams.OnEnding("killed");
        Answer(ControlResult.Done);
        _connection.OnLost("killed by an operator");
        Context.Stop(Self);
    }

    private void OnChangeLimits(ChangeConnectionLimits change)
    {
        if (_setup.Options.Role == Role.Client)
        {
            Answer(new ControlResult(false, "the limits of a client's connection are those of its client"));
            return;
        }

        try
        {
            var before = _connection.Announced;
            _connection.Announce(SettingsRange.Check(change.Apply(before), before, _setup.Settings).Since(before));
            Answer(ControlResult.Done);
        }
        catch (ArgumentException wrong)
        {
            Answer(new ControlResult(false, wrong.Message));
        }
    }

    private void Answer(ControlResult result) => Sender.Tell(result, Self);

    private void OnInputClosed()
    {
        _streams.OnEnding("peer_closed");
        _connection.OnInputClosed();
        Become(InputEnded);
    }

    private void OnLost(Exception? cause)
    {
        _streams.OnEnding(cause is null ? "peer_closed" : "lost");
        if (cause is not null)
        {
            _streams.Log.Debug("{0}: connection lost: {1}", _transport.RemoteEndPoint, LogText.OneLine(cause.Message));
            _streams.OnLost(cause);
        }

        _connection.OnLost(cause is null ? "the peer closed the connection" : $"the connection is lost: {cause.Message}");
        Stop();
    }

    private void Stop()
    {
        if (_streams.Escalated is { } cause)
            throw new EscalatedException(Self.Path.ToString(), cause);
        Context.Stop(Self);
    }

    private void OnWriteDemand()
    {
        _demand = true;
        _connection.OnWritten();
        _batch.Frames.Clear();
    }

    private void OnFlush()
    {
        // Settings and their acknowledgement leave with the answers to the first requests. Only with these: later answers would wait while requests keep coming.
        if (_firstAnswer == FirstAnswer.Asked && Turn.TryJoin(_flushBehindTurn))
        {
            _firstAnswer = FirstAnswer.Awaited;
            return;
        }

        if (_firstAnswer != FirstAnswer.NotAsked)
            _firstAnswer = FirstAnswer.NotAwaited;
        _flushing = false;
        if (_demand)
            Write();
    }

    private void OnFirstAnswer()
    {
        // It may have come from another thread, and does not wait for what else is on the turn.
        if (_firstAnswer == FirstAnswer.Awaited)
            _flushing = false;
        _firstAnswer = FirstAnswer.NotAwaited;
    }

    private void Write()
    {
        if (_connection.HasOutput)
        {
            _connection.TakeFrames(_batch.Frames, _setup.Settings.WriteBatchSize);
            _frames?.OnSending(_batch.Frames);
            _demand = false;
            _pipeline!.Invoke(_batch);
        }
        else if (_connection.IsOver)
        {
            _demand = false;
            _pipeline!.Invoke(CloseOutput.Instance);
        }
    }

    // After every message: one write for all that the messages of this turn caused, and one alarm.
    private void Continue()
    {
        _streams.AfterMessage();
        if (_connection.IsReadingHeldBack)
            ReadOn();
        if (_demand && !_flushing && (_connection.HasOutput || _connection.IsOver))
        {
            // Behind all that is in the mailbox already: the answers of one turn leave together.
            _flushing = true;
            Self.Tell(Flush.Instance, ActorRefs.NoSender);
        }

        if (_demand)
            _streams.ReleaseMemory(); // nothing is being written
        SetAlarm();
    }

    private void BeginClosing(UntypedReceive behaviour)
    {
        // A peer that takes nothing any more does not hold the connection for ever.
        _endAt = _connection.IsStalled ? _connection.Now : _connection.Now.Plus(_setup.Settings.DrainTimeout);
        Become(behaviour);
    }

    private void BeginLinger()
    {
        _endAt = _setup.Clock().Plus(_setup.Settings.LingerTimeout);
        Become(Lingering);
    }

    private void SetAlarm() => _alarm.Set(Min(_connection.NextDeadline, Min(_streams.NextDeadline, _endAt)));

    private void OnAlarm(Alarm alarm)
    {
        if (!_alarm.Accept(alarm))
            return;

        _connection.OnTime();
        // While there is demand the pipeline has given the batch back.
        if (_streams.OnTime() && _demand)
            _batch.Frames.Capacity = 0;
        if (_endAt <= _connection.Now)
            Stop();
        else
            SetAlarm();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
