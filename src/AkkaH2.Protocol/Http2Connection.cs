using System.Runtime.InteropServices;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// One HTTP/2 connection without I/O (RFC 9113), for either side: frames, commands and the time go in; calls on <see cref="IHttp2Events"/> and frames to write
/// come out. Every frame in either direction passes it, so legality is decided in one place, at once and in order.
/// <para>
/// It waits for nothing and knows no clock: its driver sets <see cref="Now"/> before each call, and calls <see cref="OnTime"/> at
/// <see cref="NextDeadline"/>. Not thread-safe. Its rules, by file: requests and responses in <c>Requests.cs</c> and <c>Responses.cs</c>,
/// messages that have begun in <c>Messages.cs</c>, what streams send in <c>Sending.cs</c>, SETTINGS in <c>Settings.cs</c>, PING, RST_STREAM and
/// WINDOW_UPDATE in <c>Pings.cs</c>, <c>Resets.cs</c> and <c>FlowControl.cs</c>, the end in <c>Ending.cs</c>, times in <c>Timers.cs</c>, floods in <c>Limits.cs</c>.
/// </para>
/// </summary>
public sealed partial class Http2Connection
{
    private readonly Http2Options _options;
    private readonly IHttp2Events _events;
    private readonly StreamLedger _streams;
    private readonly SendScheduler _send;
    private readonly SettingsLedger _settings;
    private readonly InboundFlow _flow;
    private readonly PrioritySignals _priorities;
    private readonly GoAwayLedger _goAway = new();
    private readonly PingLedger _pings = new();
    private readonly Deadlines _deadlines = new();
    private readonly TokenBucket _resets;
    private readonly TokenBucket _glitches;
    private readonly ControlAllowance _allowance = new();
    private readonly ReadGate _reading;
    private readonly List<SentData> _inFlight = [];
    private Pushes? _pushes; // once something was pushed
    private DecodingLimits _limits;
    private bool _begun; // the peer's first SETTINGS has come
    private bool _receiving;

    /// <summary>A connection whose preface, if it is ours to send, and first SETTINGS wait to be written.</summary>
    /// <param name="options">Limits and times.</param>
    /// <param name="events">Is told what happens.</param>
    /// <param name="now">The time, from any beginning; it runs forwards.</param>
    /// <param name="reuseStreams">True if the driver keeps no <see cref="Http2Stream"/> that is closed and not worked on any more: the object becomes another stream.</param>
    internal Http2Connection(Http2Options options, IHttp2Events events, TimeSpan now, bool reuseStreams = false)
    {
        (_options, _events, Now) = (options, events, now);
        _streams = new StreamLedger(options.Role, options.ClosedStreamsRemembered, reuseStreams);
        _send = new SendScheduler(OnSignal, options.NewOrder());
        _settings = new SettingsLedger(options.Role);
        _flow = new InboundFlow(options, _send, _pings, _settings);
        _priorities = new PrioritySignals(options.Role, _streams, _send, _settings);
        _resets = new TokenBucket(options.ResetBurst, options.ResetsPerSecond);
        _glitches = new TokenBucket(options.GlitchBurst, options.GlitchesPerSecond);
        _reading = new ReadGate(options.MaxQueuedControlFrames);
        _intake = new RequestIntake(options.MaxHeaderCount);
        FirstLimits = _limits = DecodingLimits.First(options.Announced);
        SendPreface();
    }

    /// <summary>The time, from any beginning. The caller supplies the clock: set this before each call; it runs forwards.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>When to call <see cref="OnTime"/>, at the latest; <see cref="TimeSpan.MaxValue"/> if nothing waits for time.</summary>
    public TimeSpan NextDeadline => _deadlines.Next;

    /// <summary>True once input does not count any more: the output that is left (<see cref="HasOutput"/>) goes out, then the transport closes.</summary>
    public bool IsOver => _goAway.IsOver;

    /// <summary>True once a write was not taken in time: nothing more can be sent, so the transport is to be aborted.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>True once GOAWAY was sent or received: no streams begin (RFC 9113 §6.8).</summary>
    public bool IsEnding => _goAway.Phase > GoAwayPhase.Open || _goAway.PeerIsLeaving;

    /// <summary>True if there are frames to write.</summary>
    public bool HasOutput => _send.HasWork;

    /// <summary>How many streams are neither idle nor closed.</summary>
    public int OpenStreams => _streams.Count;

    /// <summary>How many of them this side has begun: what counts toward the peer's SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §5.1.2).</summary>
    internal int OwnStreams => _streams.Own;

    /// <summary>False once this side has used its last id: it can begin no more streams (RFC 9113 §5.1.1).</summary>
    internal bool HasIds => _streams.NextOwn is not null;

    /// <summary>How many streams are worked on, closed ones included: from <see cref="IHttp2Events.OnBegin"/> to <see cref="EndWork"/>.</summary>
    public int AtWork => _streams.AtWork;

    /// <summary>The highest stream that the peer has begun.</summary>
    public StreamId HighestPeerStream => _streams.HighestPeerStream;

    /// <summary>True once the peer's first SETTINGS has come (RFC 9113 §3.4).</summary>
    public bool HasBegun => _begun;

    /// <summary>The settings that the peer announced (RFC 9113 §6.5.2).</summary>
    public ConnectionSettings PeerSettings => _settings.Peer;

    /// <summary>The round trip of the last PING that was answered; null before.</summary>
    public TimeSpan? RoundTrip => _pings.RoundTrip;

    /// <summary>Octets of DATA that came and are still in memory.</summary>
    internal int Unread => _flow.Unread;

    /// <summary>Octets that the peer may send on the connection now (RFC 9113 §6.9.1).</summary>
    internal int ReceiveWindow => _flow.Available;

    /// <summary>The first of the limits that decoders of this connection keep to.</summary>
    internal DecodingLimits FirstLimits { get; }

    /// <summary>Takes what came in, in its order: frames with decoded field sections, and faults of the framing.</summary>
    internal void Receive(List<Outcome<Frame>> items)
    {
        _receiving = true;
        foreach (ref readonly var item in CollectionsMarshal.AsSpan(items))
        {
            if (IsOver)
                break;
            if (item.Error is { } error)
                HandleError(error);
            else
                Receive(item.Value!);
        }

        _receiving = false;
        Recycle();
    }

    /// <summary>
    /// Asks for the next read; false while too many answers wait to be written (RFC 9113 §10.5). Then it is true again after
    /// <see cref="TakeFrames"/>.
    /// </summary>
    internal bool MayRead()
    {
        var wasShut = _reading.IsShut;
        var may = _reading.TryPass(IsOver ? 0 : _send.ControlFrames);
        if (!may && !wasShut)
            _events.OnLimit(Limit.MaxQueuedControlFrames);
        return may;
    }

    /// <summary>True while the next read is held back.</summary>
    internal bool IsReadingHeldBack => _reading.IsShut;

    /// <summary>Moves about this many octets of frames into the batch. Call <see cref="OnWritten"/> when they are written; one batch at a time.</summary>
    internal void TakeFrames(List<OutboundFrame> batch, int octets)
    {
        _send.Fill(batch, _inFlight, octets);
        // RFC 9113 §10.5: a window that opens by the octet makes frames that are no use to anybody.
        _allowance.Earn(_inFlight.Count - _send.Crumbs);
        SetTimeout(Deadline.Write, _options.WriteTimeout);
        if (_send.IsHeldUp)
            MeasureRates();
    }

    /// <summary>The batch is with the transport.</summary>
    internal void OnWritten()
    {
        _deadlines.Clear(Deadline.Write);
        foreach (var sent in _inFlight)
            _events.OnWritten(sent.Stream, sent.Octets);
        _inFlight.Clear();
        Recycle();
    }

    /// <summary>Gives up the room that many streams at once took, where nothing is being written.</summary>
    internal void Trim()
    {
        _streams.Trim();
        if (_inFlight.Count == 0)
            _inFlight.Capacity = 0;
    }

    // An event may call back, and whoever raised it goes on with the stream.
    private void Recycle()
    {
        if (!_receiving && _inFlight.Count == 0)
            _streams.Recycle();
    }

    private void Receive(Frame frame)
    {
        if (!_begun && !TryBegin(frame))
            return;

        _lastReceived = Now;
        if (_options.PingKeepsAlive || frame is not PingFrame)
            _lastActivity = Now;
        if (_options.Role == Role.Client && CheckSent(frame) is { } error)
        {
            HandleError(error);
            return;
        }

        switch (frame)
        {
            case DataFrame data: OnData(data); break;
            case FieldSection section: OnFields(section); break;
            case PriorityFrame priority: OnPriority(priority); break;
            case PriorityUpdateFrame update: OnPriorityUpdate(update); break;
            case RstStreamFrame reset: OnReset(reset); break;
            case SettingsFrame { Ack: true }: OnSettingsAck(); break;
            case SettingsFrame settings: OnSettings(settings); break;
            case PromiseSection promise: OnPushPromise(promise); break;
            case PingFrame ping: OnPing(ping); break;
            case GoAwayFrame goAway: OnGoAway(goAway); break;
            case WindowUpdateFrame update: OnWindowUpdate(update); break;
            default: ChargeGlitch(frame); break; // RFC 9113 §4.1: frames of unknown types are ignored
        }
    }

    // RFC 9113 §3.4: a first frame that is not SETTINGS is an invalid preface, a connection error PROTOCOL_ERROR.
    private bool TryBegin(Frame first)
    {
        if (first is not SettingsFrame { Ack: false })
        {
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{first} before SETTINGS"));
            return false;
        }

        _begun = true;
        _deadlines.Clear(Deadline.Preface);
        BeginTimers();
        return true;
    }

    // RFC 9113 §5.1 "idle": to the peer a request is there once its HEADERS have gone out.
    private Http2Error.OnConnection? CheckSent(Frame frame) =>
        frame is not PriorityFrame && !frame.Stream.IsConnection && _streams.Find(frame.Stream) is { Outbox.Head: not null }
            ? new(ErrorCode.ProtocolError, $"{frame} on an idle stream")
            : null;

    /// <summary>RFC 9113 §5.4: the only place where an error becomes GOAWAY or RST_STREAM.</summary>
    private void HandleError(Http2Error error)
    {
        if (error.Limit is { } limit)
            _events.OnLimit(limit);
        switch (error)
        {
            // RFC 9113 §6.4: an idle stream cannot be reset, so its error is one of the connection.
            case Http2Error.OnStream stream when _streams.IsIdle(stream.Stream): SendErrorGoAway(stream.Code, stream.Detail); break;
            // RFC 9113 §5.4.2: a stream is reset once; frames that were on their way to it may be wrong too.
            case Http2Error.OnStream stream when _streams.Find(stream.Stream) is null && !_streams.IsRemembered(stream.Stream): ChargeReset(); break;
            case Http2Error.OnStream stream:
                SendReset(stream.Stream, stream.Code, stream.Detail);
                ChargeReset();
                break;
            case Http2Error.OnConnection connection: SendErrorGoAway(connection.Code, connection.Detail); break;
        }
    }

    /// <summary>RFC 7540 §6.3, RFC 9113 §6.3.</summary>
    private void OnPriority(PriorityFrame frame)
    {
        if (_priorities.Receive(frame) is { } error)
            HandleError(error);

        // Each makes work, whatever it changes.
        ChargeGlitch(frame);
    }

    /// <summary>RFC 9218 §7.1.</summary>
    private void OnPriorityUpdate(PriorityUpdateFrame frame)
    {
        if (_priorities.Receive(frame) is { } error)
            HandleError(error);
        ChargeGlitch(frame);
    }
}
