using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// Owns one HTTP/2 connection: the stream ledger, both windows, the settings of both sides, what goes out, and the StreamActors at work.
/// Every frame of either direction passes here, so what is legal is decided in one place and in order.
/// <para>AwaitingSettings (§3.4) → Running → Draining (GOAWAY sent, open streams finish) → Closing (§5.4.1).</para>
/// </summary>
internal sealed partial class ConnectionActor : UntypedActor, IWithTimers
{
    private readonly ITransportConnection _transport;
    private readonly ConnectionSetup _setup;
    private readonly Http2Settings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private readonly StreamLedger<LiveStream> _streams;
    private readonly SendScheduler<LiveStream> _send;
    private readonly StreamSlots _slots;
    private readonly ReceiveWindow _receive;
    private readonly RequestIntake _intake;
    private readonly ExchangeContext _exchanges;
    private PeerSettings _peer = new();

    private readonly WriteBatch _batch = new();
    private readonly List<SentData<LiveStream>> _inFlight = [];
    private IActorRef _pipeline = ActorRefs.Nobody;
    private bool _demand;
    private bool _flushing;
    private bool _owesAck;
    private bool _inputClosed;
    private bool _closing;
    private StreamId? _lastStream;

    public ConnectionActor(ITransportConnection transport, ConnectionSetup setup)
    {
        (_transport, _setup, _settings) = (transport, setup, setup.Settings);
        _streams = new StreamLedger<LiveStream>(setup.Pipeline.Role, _settings.ClosedStreamsRemembered);
        _send = new SendScheduler<LiveStream>(OnSignal);
        _slots = new StreamSlots(SpawnStream, _settings.IdleStreamActors);
        _receive = new ReceiveWindow(_settings.ConnectionWindowSize);
        _resets = new AbuseBudget(_settings.ResetBurst, _settings.ResetsPerSecond);
        _oddities = new AbuseBudget(_settings.OddityBurst, _settings.OdditiesPerSecond);
        _intake = new RequestIntake(_settings.MaxHeaderListSize, _settings.MaxHeaderCount);
        _exchanges = new ExchangeContext(Self, setup.Materializer, _settings.SendBufferSize, transport.RemoteEndPoint, setup.Endpoints.Errors);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ITransportConnection transport, ConnectionSetup setup) =>
        Akka.Actor.Props.Create(() => new ConnectionActor(transport, setup)).WithDispatcher(setup.Settings.Dispatcher);

    protected override void PreStart()
    {
        Greet();
        Timers.StartSingleTimer(ConnectionTimeout.Preface, ConnectionTimeout.Preface, _settings.PrefaceTimeout);
        Pipeline.Create(_transport, Self, _setup.Pipeline)
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

    // An endpoint that failed takes its StreamActor with it and nothing else; its stream is answered when that has stopped.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(cause => cause is EndpointFailedException ? Directive.Stop : Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(cause));

    private IActorRef SpawnStream(int number) =>
        Context.Watch(Context.ActorOf(StreamActor.Props(_setup.Endpoints, Self, _settings), $"stream-{number}"));

    protected override void OnReceive(object message) => AwaitingSettings(message);

    /// <summary>RFC 9113 §3.4: the peer's first frame is SETTINGS.</summary>
    private void AwaitingSettings(object message)
    {
        switch (message)
        {
            case FrameBatch batch: OnFirstBatch(batch); break;
            case Drain: BeginDrain(); break;
            default: Always(message); break;
        }
    }

    private void Running(object message)
    {
        switch (message)
        {
            case FrameBatch batch: OnBatch(batch); break;
            case StreamCommand command: OnCommand(command); break;
            case Drain: BeginDrain(); break;
            default: Always(message); break;
        }
    }

    /// <summary>RFC 9113 §6.8: after our GOAWAY the streams up to its last one finish.</summary>
    private void Draining(object message)
    {
        switch (message)
        {
            case FrameBatch batch: OnBatch(batch); break;
            case StreamCommand command: OnCommand(command); break;
            case Drain: break;
            default: Always(message); break;
        }

        CloseIfDrained();
    }

    /// <summary>RFC 9113 §5.4.1: what is queued, GOAWAY last, goes out, then the transport closes.</summary>
    private void Closing(object message)
    {
        switch (message)
        {
            case FrameBatch: Sender.Tell(BatchDone.Instance); break; // read on, so that the peer can read our GOAWAY, and ignore it
            case StreamCommand command: EndWork(command); break;
            case Drain: break;
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
            case InputClosed input: OnInputClosed(input); break;
            case OutputClosed output: OnOutputClosed(output); break;
            case Terminated stopped: OnStreamActorStopped(stopped.ActorRef); break;
            case ConnectionTimeout timeout: OnTimeout(timeout); break;
            default: Unhandled(message); break;
        }
    }

    // It asks for what to write when it runs: whatever has happened by then, our SETTINGS are first in the queue.
    private void OnPipelineReady(IActorRef pipeline)
    {
        _pipeline = pipeline;
        if (!_closing)
            Timers.StartSingleTimer(ConnectionTimeout.SettingsAck, ConnectionTimeout.SettingsAck, _settings.SettingsTimeout);
    }

    private void Greet()
    {
        // RFC 9113 §3.4: SETTINGS is the first frame that we send.
        _send.Control(SettingsFrame.Of(
            new Setting(SettingId.HeaderTableSize, (uint)_settings.HeaderTableSize),
            new Setting(SettingId.MaxConcurrentStreams, (uint)_settings.MaxConcurrentStreams),
            new Setting(SettingId.InitialWindowSize, (uint)_settings.InitialWindowSize),
            new Setting(SettingId.MaxFrameSize, (uint)_settings.MaxFrameSize),
            new Setting(SettingId.MaxHeaderListSize, (uint)_settings.MaxHeaderListSize)));

        // RFC 9113 §6.9.2: SETTINGS cannot change the connection's window; WINDOW_UPDATE can.
        if (_settings.ConnectionWindowSize > Window.Initial.Octets)
            _send.Control(new WindowUpdateFrame(StreamId.Connection, _settings.ConnectionWindowSize - Window.Initial.Octets));
    }

    private void OnFirstBatch(FrameBatch batch)
    {
        // RFC 9113 §3.4: a first frame that is not SETTINGS is an invalid preface, a connection error PROTOCOL_ERROR.
        if (batch.Items[0].Value is { } first and not SettingsFrame { Ack: false })
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{first} before SETTINGS"));
        else
            Become(Running);

        Timers.Cancel(ConnectionTimeout.Preface);
        OnBatch(batch);
    }

    /// <summary>RFC 9113 §5.4: the only place where an error becomes GOAWAY or RST_STREAM.</summary>
    private void Judge(Http2Error error)
    {
        switch (error)
        {
            // RFC 9113 §6.4: an idle stream cannot be reset, so its error is one of the connection.
            case Http2Error.OnStream stream when _streams.IsIdle(stream.Stream): GoAway(stream.Code, stream.Detail); break;
            case Http2Error.OnStream stream:
                Reset(stream.Stream, stream.Code, stream.Detail);
                ChargeReset();
                break;
            case Http2Error.OnConnection connection: GoAway(connection.Code, connection.Detail); break;
        }
    }

    private void GoAway(ErrorCode code, string detail)
    {
        _log.Debug("{0}: connection error {1}: {2}", _transport.RemoteEndPoint, code.Name(), detail);
        AbandonStreams($"the connection was closed with {code.Name()}: {detail}");
        _send.Control(new GoAwayFrame(LastStream, code, detail));
        Close();
    }

    // RFC 9113 §6.8: what one GOAWAY said, the next may not raise.
    private StreamId LastStream => _lastStream ?? _streams.HighestPeerStream;

    private void BeginDrain()
    {
        if (_lastStream is not null)
            return;

        // RFC 9113 §6.8: streams up to this one are answered, later ones may be tried again elsewhere.
        _lastStream = LastStream;
        _send.Control(new GoAwayFrame(LastStream, ErrorCode.NoError, "draining"));
        RequestFlush();
        Become(Draining);
        CloseIfDrained();
    }

    private void CloseIfDrained()
    {
        if (_streams.Count == 0 && _slots.Busy == 0 && !_closing)
            Close();
    }

    private void Close()
    {
        _closing = true;
        Timers.Cancel(ConnectionTimeout.Preface);
        Timers.Cancel(ConnectionTimeout.SettingsAck);
        Become(Closing);
        RequestFlush();
        // A peer that takes nothing any more does not hold the connection for ever.
        Timers.StartSingleTimer(ConnectionTimeout.Linger, ConnectionTimeout.Linger, _settings.DrainTimeout);
    }

    private void OnInputClosed(InputClosed input)
    {
        _inputClosed = true;
        if (input.Cause is { } cause)
            _log.Debug("{0}: reading failed: {1}", _transport.RemoteEndPoint, cause.Message);

        // Nobody is there to read an answer: HTTP/2 has no half-closed connections.
        AbandonStreams("the peer closed the connection");
        if (!_closing)
            Context.Stop(Self);
    }

    private void OnOutputClosed(OutputClosed output)
    {
        if (_inputClosed || output.Cause is not null)
            Context.Stop(Self);
        else
            Timers.StartSingleTimer(ConnectionTimeout.Linger, ConnectionTimeout.Linger, _settings.LingerTimeout);
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
            case ConnectionTimeout.Linger:
                Context.Stop(Self);
                break;
        }
    }
}
