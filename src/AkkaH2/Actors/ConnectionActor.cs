using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Protocol;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Owns one HTTP/2 connection: the stream ledger, both windows, the settings of both sides, what goes out, and the StreamActors at work.
/// Every frame of either direction passes here, so what is legal is decided in one place and in order.
/// <para>
/// AwaitingSettings (§3.4) → Running → Announcing (GOAWAY said that the end is near, §6.8) → Draining (GOAWAY named the last stream; open ones
/// finish) → Closing (§5.4.1: what is queued goes out) → Lingering (our side is closed, the peer's is not). A peer that closes its side first
/// ends it at once, but Closing becomes Finishing: what is queued still goes out.
/// </para>
/// </summary>
internal sealed partial class ConnectionActor : UntypedActor, IWithTimers
{
    private readonly ITransportConnection _transport;
    private readonly ConnectionSetup _setup;
    private readonly Http2Settings _settings;

    private readonly StreamLedger<LiveStream> _streams;
    private readonly SendScheduler<LiveStream> _send;
    private readonly StreamSlots _slots;
    private readonly RequestIntake _intake;
    private readonly SettingsLedger _wireSettings;
    private readonly ConnectionWindow _receive;
    private readonly WindowEstimator _growth;
    private readonly GoAwayLedger _goAway = new();
    private readonly PingLedger _pings = new();
    private readonly ReadGate _reading;
    private readonly CancellationTokenSource _draining = new();
    private readonly ExchangeContext _exchanges;
    private DecodingLimits _limits;

    private readonly WriteBatch _batch = new();
    private readonly List<SentData<LiveStream>> _inFlight = [];
    private IActorRef _pipeline = ActorRefs.Nobody;
    private bool _demand;
    private bool _flushing;
    private ILoggingAdapter? _log;

    public ConnectionActor(ITransportConnection transport, ConnectionSetup setup)
    {
        (_transport, _setup, _settings) = (transport, setup, setup.Settings);
        _streams = new StreamLedger<LiveStream>(setup.Pipeline.Role, new ClosedStreams(_settings.ClosedStreamsRemembered, _settings.ClosedStreamsRememberedFor));
        _send = new SendScheduler<LiveStream>(OnSignal, NewOrder(_settings));
        _early = new EarlyPriorities(setup.Pipeline.Role);
        _slots = new StreamSlots(SpawnStream, _settings.IdleStreamActors);
        _wireSettings = new SettingsLedger(setup.Pipeline.Role);
        _limits = DecodingLimits.First(setup.Announced);
        _receive = new ConnectionWindow(_settings.ConnectionWindowSize, _settings.MaxUnreadOctets);
        _growth = new WindowEstimator(_settings.LargestWindows);
        _reading = new ReadGate(_settings.MaxQueuedControlFrames);
        _resets = new AbuseBudget(_settings.ResetBurst, _settings.ResetsPerSecond);
        _oddities = new AbuseBudget(_settings.OddityBurst, _settings.OdditiesPerSecond);
        _intake = new RequestIntake(_settings.MaxHeaderCount);
        _exchanges = new ExchangeContext(Self, setup.Materializer, _settings.SendBufferSize, transport.RemoteEndPoint, setup.Endpoints.Errors, _draining.Token);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // Most connections have nothing to say: they hold no logger.
    private ILoggingAdapter Log => _log ??= Context.GetLogger();

    private static TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    public static Props Props(ITransportConnection transport, ConnectionSetup setup) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(transport, setup)).WithDispatcher(setup.Settings.Dispatcher);

    protected override void PreStart()
    {
        var limits = _limits;
        Timers.StartSingleTimer(ConnectionTimeout.Preface, ConnectionTimeout.Preface, _settings.PrefaceTimeout);
        Greet();
        Pipeline.Create(_transport, Self, _setup.Pipeline, limits)
            .Run(Context.Materializer(_setup.PipelineMaterializer, "pipeline"));
    }

    protected override void PostStop()
    {
        foreach (var stream in _streams.Live)
            stream.Exchange?.Abort("the connection is closed");
        foreach (var exchange in _slots.AtWork)
            exchange.Abort("the connection is closed");
        _transport.Abort();
    }

    // Whatever fails in an exchange takes its StreamActor with it and nothing else; its stream is answered when that has stopped.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private IActorRef SpawnStream(int number) =>
        Context.Watch(Context.ActorOf(_setup.StreamActors, $"stream-{number}"));

    protected override void OnReceive(object message) => AwaitingSettings(message);

    /// <summary>RFC 9113 §3.4: the peer's first frame is SETTINGS.</summary>
    private void AwaitingSettings(object message)
    {
        switch (message)
        {
            case FrameBatch batch: OnFirstBatch(batch); break;
            case AnnounceSettings announce: Announce(announce.Settings); break;
            case Drain: Settle("draining"); break; // nothing was begun, so nothing can be lost
            default: Always(message); break;
        }
    }

    private void Running(object message)
    {
        switch (message)
        {
            case FrameBatch batch: OnBatch(batch); break;
            case StreamCommand command: OnCommand(command); break;
            case AnnounceSettings announce: Announce(announce.Settings); break;
            case Drain: BeginDrain(); break;
            default: Always(message); break;
        }
    }

    /// <summary>RFC 9113 §6.8: GOAWAY with 2^31-1 is out; what crosses it is served like everything else.</summary>
    private void Announcing(object message)
    {
        switch (message)
        {
            case Drain: break;
            default: Running(message); break;
        }
    }

    /// <summary>RFC 9113 §6.8: after our last GOAWAY the streams that it names finish.</summary>
    private void Draining(object message)
    {
        switch (message)
        {
            case Drain: break;
            default: Running(message); break;
        }

        CloseIfDrained();
    }

    /// <summary>RFC 9113 §5.4.1: what is queued, GOAWAY last, goes out, then the transport closes.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case InputClosed: Become(Finishing); break;
            case OutputClosed { Cause: null }: BeginLinger(); break;
            default: Ending(message); break;
        }
    }

    /// <summary>Closing, and the peer has closed its side: it still reads what is queued.</summary>
    private void Finishing(object message) => Ending(message);

    /// <summary>We have closed our side and wait for the peer to close its own.</summary>
    private void Lingering(object message) => Ending(message);

    private void Ending(object message)
    {
        switch (message)
        {
            case FrameBatch: Sender.Tell(BatchDone.Instance); break; // read on, so that the peer can read our GOAWAY, and ignore it
            case StreamCommand command: EndWork(command); break;
            case Drain or AnnounceSettings: break;
            default: Always(message); break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case PipelineReady ready: OnPipelineReady(ready.Pipeline); break;
            case WriteDemand: OnWriteDemand(); break;
            case Flush: OnFlush(); break;
            case InputClosed input: OnLost(input.Cause); break;
            case OutputClosed output: OnLost(output.Cause); break;
            case Terminated stopped: OnStreamActorStopped(stopped.ActorRef); break;
            case ConnectionTimeout timeout: OnTimeout(timeout); break;
            default: Unhandled(message); break;
        }
    }

    // It asks for what to write when it runs: whatever has happened by then, our SETTINGS are first in the queue.
    private void OnPipelineReady(IActorRef pipeline) => _pipeline = pipeline;

    private void OnFirstBatch(FrameBatch batch)
    {
        Timers.Cancel(ConnectionTimeout.Preface);
        // RFC 9113 §3.4: a first frame that is not SETTINGS is an invalid preface, a connection error PROTOCOL_ERROR.
        if (batch.Items[0].Value is { } first and not SettingsFrame { Ack: false })
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{first} before SETTINGS"));
        else
            BeginRunning();

        OnBatch(batch);
    }

    private void BeginRunning()
    {
        Become(Running);
        ExpectSettingsAck();
    }

    // Nobody is there to read an answer: HTTP/2 has no half-closed connections.
    private void OnLost(Exception? cause)
    {
        if (cause is not null)
            Log.Debug("{0}: connection lost: {1}", _transport.RemoteEndPoint, cause.Message);

        AbandonStreams("the peer closed the connection");
        Context.Stop(Self);
    }

    private void OnTimeout(ConnectionTimeout timeout)
    {
        switch (timeout)
        {
            case ConnectionTimeout.Preface:
                GoAway(ErrorCode.ProtocolError, $"no preface and SETTINGS within {_settings.PrefaceTimeout.TotalSeconds} s");
                break;
            case ConnectionTimeout.SettingsAck:
                // RFC 9113 §6.5.3: no acknowledgement in reasonable time is a connection error SETTINGS_TIMEOUT.
                GoAway(ErrorCode.SettingsTimeout, $"SETTINGS not acknowledged within {_settings.SettingsTimeout.TotalSeconds} s");
                break;
            case ConnectionTimeout.DrainGrace:
                Settle("draining");
                break;
            case ConnectionTimeout.Quiet:
                OnQuiet();
                break;
            case ConnectionTimeout.Linger:
                Context.Stop(Self);
                break;
        }
    }
}
