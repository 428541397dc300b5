using Akka.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Configuration;

/// <summary>The typed reading of <c>akka.h2</c>. The meaning of each value, and its default, stand in reference.conf and nowhere else.</summary>
public sealed record Http2Settings
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    private Http2Settings(SettingsReader read)
    {
        Transport = read.Text("transport");
        Backlog = read.Number("backlog", 1, 65_535);
        MaxConnections = read.Number("max-connections", 1);
        ReceiveBufferSize = read.Octets("receive-buffer-size", KiB, 16 * MiB);
        Http1 = read.Flag("http1");
        H2cUpgrade = read.Flag("h2c-upgrade");
        Tls = new TlsOptions(read.Below("tls"));
        AkkaIo = new AkkaIoSettings(read.Below("akka-io"));
        MaxConcurrentStreams = read.Number("max-concurrent-streams", 1);
        InitialWindowSize = read.Octets("initial-window-size", 1);
        ConnectionWindowSize = read.Octets("connection-window-size", Math.Max(InitialWindowSize, Window.Initial.Octets));
        AdaptiveWindow = new AdaptiveWindowSettings(read.Below("adaptive-window"));
        MaxUnreadOctets = read.Octets("max-unread-octets", LeastUnread(LargestWindows));
        MaxFrameSize = read.Octets("max-frame-size", 16_384, 16_777_215);
        HeaderTableSize = read.Octets("header-table-size", 0, MiB);
        EncoderTableSizeLimit = read.Octets("encoder-table-size-limit", 0, MiB);
        MaxHeaderListSize = read.Octets("max-header-list-size", KiB);
        MaxHeaderCount = read.Number("max-header-count", 8);
        MaxRequestBodySize = read.OctetsOrInfinite("max-request-body-size");
        MaxHeaderBlockSize = read.Octets("max-header-block-size", KiB);
        MaxContinuationFrames = read.Number("max-continuation-frames", 1);
        ServerPush = read.Flag("server-push");
        MaxPushedStreams = read.Number("max-pushed-streams", 1);
        WebSocketKeepAliveInterval = read.Time("websocket-keep-alive-interval");
        WebSocketKeepAliveTimeout = read.Time("websocket-keep-alive-timeout");
        SendBufferSize = read.Octets("send-buffer-size", 1);
        WriteBatchSize = read.Octets("write-batch-size", 16 * KiB, 16 * MiB);
        Scheduler = read.Choice<SendScheduling>("scheduler");
        MaxQueuedControlFrames = read.Number("max-queued-control-frames", 16);
        ResetBurst = read.Number("reset-burst", 1);
        ResetsPerSecond = read.Number("resets-per-second", 0);
        GlitchBurst = read.Number("glitch-burst", 1);
        GlitchesPerSecond = read.Number("glitches-per-second", 0);
        ClosedStreamsRemembered = read.Number("closed-streams-remembered", 0);
        IdleStreamActors = read.Number("idle-stream-actors", 0);
        IdleStreamActorsFor = read.Time("idle-stream-actors-for");
        PrefaceTimeout = read.Time("preface-timeout");
        SettingsTimeout = read.Time("settings-timeout");
        HeadersTimeout = read.Time("headers-timeout");
        IdleTimeout = read.TimeOrInfinite("idle-timeout");
        PingKeepsAlive = read.Flag("ping-keeps-alive");
        KeepAliveInterval = read.TimeOrInfinite("keep-alive-interval");
        KeepAliveTimeout = read.Time("keep-alive-timeout");
        MinimumBodyRate = read.Rate("minimum-body-rate");
        MinimumResponseRate = read.Rate("minimum-response-rate");
        WriteTimeout = read.TimeOrInfinite("write-timeout");
        RequestTimeout = read.TimeOrInfinite("request-timeout");
        MaxConnectionAge = read.TimeOrInfinite("max-connection-age");
        LingerTimeout = read.Time("linger-timeout");
        DrainTimeout = read.Time("drain-timeout");
        DrainGrace = read.Time("drain-grace");
        CoordinatedShutdown = read.Flag("coordinated-shutdown");
        ServedBy = read.NodeName("served-by");
        ReplyTimeout = read.TimeOrInfinite("reply-timeout");
        EndpointThread = read.Choice<EndpointThread>("endpoint-thread");
        SlowEndpoint = read.Time("slow-endpoint");
        SlowEndpointGrace = read.Time("slow-endpoint-grace");
        LogsFrames = read.FrameLog("frame-log");
        Dispatcher = read.Text("dispatcher");
        Supervision = new SupervisionSettings(read.Below("supervision"));
        PerKey = new PerKeySettings(read.Below("per-key"));
        Client = new ClientSettings(read.Below("client"));
    }

    /// <summary>"sockets" or "akka-io".</summary>
    public string Transport { get; }

    /// <summary>Connections that wait to be taken, in the operating system or in the transport.</summary>
    public int Backlog { get; }

    /// <summary>Open connections of a listener.</summary>
    public int MaxConnections { get; }

    /// <summary>Octets that a transport reads ahead of its connection.</summary>
    public int ReceiveBufferSize { get; }

    /// <summary>True if peers that speak HTTP/1.1 are served, by servers that have an engine for it.</summary>
    public bool Http1 { get; }

    /// <summary>True if clients of HTTP/1.1 may go on in HTTP/2.</summary>
    public bool H2cUpgrade { get; }

    /// <summary>How servers speak TLS, where they are bound with it.</summary>
    public TlsOptions Tls { get; }

    /// <summary>The transport "akka-io": its demands on Akka.IO.</summary>
    public AkkaIoSettings AkkaIo { get; }

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS.</summary>
    public int MaxConcurrentStreams { get; }

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE, octets.</summary>
    public int InitialWindowSize { get; }

    /// <summary>Octets that the peer may send ahead on all streams together.</summary>
    public int ConnectionWindowSize { get; }

    /// <summary>How receive windows grow.</summary>
    public AdaptiveWindowSettings AdaptiveWindow { get; }

    /// <summary>Octets of request bodies that a connection holds unread.</summary>
    public int MaxUnreadOctets { get; }

    /// <summary>SETTINGS_MAX_FRAME_SIZE, octets.</summary>
    public int MaxFrameSize { get; }

    /// <summary>SETTINGS_HEADER_TABLE_SIZE, octets.</summary>
    public int HeaderTableSize { get; }

    /// <summary>Octets of the table that our HPACK encoder uses at most.</summary>
    public int EncoderTableSizeLimit { get; }

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE, octets.</summary>
    public int MaxHeaderListSize { get; }

    /// <summary>Fields of a request.</summary>
    public int MaxHeaderCount { get; }

    /// <summary>Octets of a request's body; <see cref="long.MaxValue"/> if there is no limit.</summary>
    public long MaxRequestBodySize { get; }

    /// <summary>Compressed octets of a field block.</summary>
    public int MaxHeaderBlockSize { get; }

    /// <summary>CONTINUATION frames of a block.</summary>
    public int MaxContinuationFrames { get; }

    /// <summary>True if endpoints may push.</summary>
    public bool ServerPush { get; }

    /// <summary>Pushed streams of a connection that are promised or open.</summary>
    public int MaxPushedStreams { get; }

    /// <summary>How long a WebSocket may be silent before it is sent a ping.</summary>
    public TimeSpan WebSocketKeepAliveInterval { get; }

    /// <summary>How long the answer to that may take before the socket is aborted.</summary>
    public TimeSpan WebSocketKeepAliveTimeout { get; }

    /// <summary>Octets that a stream holds to be sent before its writer waits; fewer than four streams of a connection share what four may hold.</summary>
    public int SendBufferSize { get; }

    /// <summary>Octets of one write to the transport, about.</summary>
    public int WriteBatchSize { get; }

    /// <summary>The order in which streams send DATA.</summary>
    public SendScheduling Scheduler { get; }

    /// <summary>Control frames that wait to be written.</summary>
    public int MaxQueuedControlFrames { get; }

    /// <summary>Resets, sent or provoked, at once.</summary>
    public int ResetBurst { get; }

    /// <summary>Resets, sent or provoked, in the long run.</summary>
    public int ResetsPerSecond { get; }

    /// <summary>Frames without an effect at once.</summary>
    public int GlitchBurst { get; }

    /// <summary>Frames without an effect in the long run.</summary>
    public int GlitchesPerSecond { get; }

    /// <summary>Closed streams of a connection that are remembered.</summary>
    public int ClosedStreamsRemembered { get; }

    /// <summary>StreamActors without a stream that a connection keeps for the next ones.</summary>
    public int IdleStreamActors { get; }

    /// <summary>How long a connection without a request keeps them, and the room that many requests at once took.</summary>
    public TimeSpan IdleStreamActorsFor { get; }

    /// <summary>Time until the peer's preface and SETTINGS have come.</summary>
    public TimeSpan PrefaceTimeout { get; }

    /// <summary>Time until our SETTINGS are acknowledged.</summary>
    public TimeSpan SettingsTimeout { get; }

    /// <summary>Time until a field block is complete.</summary>
    public TimeSpan HeadersTimeout { get; }

    /// <summary>Time after which a connection without streams is ended; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan IdleTimeout { get; }

    /// <summary>True if the peer's PING alone keeps a connection from being idle.</summary>
    public bool PingKeepsAlive { get; }

    /// <summary>Silence after which a peer is sent a PING; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan KeepAliveInterval { get; }

    /// <summary>Time until that PING is answered.</summary>
    public TimeSpan KeepAliveTimeout { get; }

    /// <summary>The least that a peer sends of a body that is waited for.</summary>
    public MinimumRate MinimumBodyRate { get; }

    /// <summary>The least that a peer takes of a response.</summary>
    public MinimumRate MinimumResponseRate { get; }

    /// <summary>Time that a write may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan WriteTimeout { get; }

    /// <summary>Time until a response begins; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RequestTimeout { get; }

    /// <summary>Age at which a connection is ended in order; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan MaxConnectionAge { get; }

    /// <summary>Time that the peer has to close its side of a connection that has ended.</summary>
    public TimeSpan LingerTimeout { get; }

    /// <summary>Time after which open streams are cut off at termination.</summary>
    public TimeSpan DrainTimeout { get; }

    /// <summary>Time between the two GOAWAYs of a drain, at most (RFC 9113 §6.8).</summary>
    public TimeSpan DrainGrace { get; }

    /// <summary>True if servers take part in the CoordinatedShutdown of their actor system.</summary>
    public bool CoordinatedShutdown { get; }

    /// <summary>
    /// The time of the phase of CoordinatedShutdown in which servers wait for open exchanges, as configuration: a second more than <see cref="DrainTimeout"/>. Empty
    /// where servers do not take part. <see cref="Http2"/> brings it along, but a cluster reads the times of the phases before: lay it below your configuration there.
    /// </summary>
    public Config ShutdownDefaults => CoordinatedShutdown && DrainTimeout < TimeSpan.MaxValue - OrderlyShutdown.Margin
        ? ConfigurationFactory.ParseString($"{OrderlyShutdown.TimeoutKey} = {(DrainTimeout + OrderlyShutdown.Margin).TotalMilliseconds}ms")
        : Config.Empty;

    /// <summary>The name of this node in <c>x-served-by</c> of responses; empty for its address, null for no such field.</summary>
    public string? ServedBy { get; }

    /// <summary>Time that an actor endpoint has to reply; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan ReplyTimeout { get; }

    /// <summary>Where function endpoints run.</summary>
    public EndpointThread EndpointThread { get; }

    /// <summary>Time from which on a call of an adaptive endpoint counts as slow.</summary>
    public TimeSpan SlowEndpoint { get; }

    /// <summary>Time from its first call in which no call of an adaptive endpoint counts as slow.</summary>
    public TimeSpan SlowEndpointGrace { get; }

    /// <summary>The connections of servers whose frames are written to the log.</summary>
    public FrameLogScope LogsFrames { get; }

    /// <summary>The id of the dispatcher of connections, pipelines and streams.</summary>
    public string Dispatcher { get; }

    /// <summary>What becomes of a request whose endpoint has failed, where its server says nothing else.</summary>
    public SupervisionSettings Supervision { get; }

    /// <summary>The actors of MapActorPerKey, where their route says nothing else.</summary>
    public PerKeySettings PerKey { get; }

    /// <summary>How clients behave.</summary>
    public ClientSettings Client { get; }

    internal WindowSizes LargestWindows => AdaptiveWindow.Enabled
        ? new(Math.Max(InitialWindowSize, AdaptiveWindow.MaxStreamWindow), Math.Max(ConnectionWindowSize, AdaptiveWindow.MaxConnectionWindow))
        : new(InitialWindowSize, ConnectionWindowSize);

    /// <summary>As much as a stream that nobody reads can hold, and half of the connection's window that is left to the others.</summary>
    internal static int LeastUnread(WindowSizes windows) => (int)Math.Min(int.MaxValue, windows.Stream + (windows.Connection / 2L));

    internal ConnectionSettings Announced => new()
    {
        HeaderTableSize = HeaderTableSize,
        MaxConcurrentStreams = (uint)MaxConcurrentStreams,
        InitialWindowSize = InitialWindowSize,
        MaxFrameSize = MaxFrameSize,
        MaxHeaderListSize = (uint)MaxHeaderListSize,
        NoRfc7540Priorities = Scheduler == SendScheduling.Rfc9218,
    };

    /// <summary>The part that the engine of a server's connection keeps to.</summary>
    internal Http2Options Options => new()
    {
        Role = Role.Server,
        Announced = Announced,
        ConnectionWindowSize = ConnectionWindowSize,
        LargestWindows = LargestWindows,
        MaxUnreadOctets = MaxUnreadOctets,
        EncoderTableSizeLimit = EncoderTableSizeLimit,
        MaxHeaderCount = MaxHeaderCount,
        MaxHeaderBlockSize = MaxHeaderBlockSize,
        MaxContinuationFrames = MaxContinuationFrames,
        ServerPush = ServerPush,
        MaxPushedStreams = MaxPushedStreams,
        Scheduler = Scheduler,
        MaxQueuedControlFrames = MaxQueuedControlFrames,
        ResetBurst = ResetBurst,
        ResetsPerSecond = ResetsPerSecond,
        GlitchBurst = GlitchBurst,
        GlitchesPerSecond = GlitchesPerSecond,
        ClosedStreamsRemembered = ClosedStreamsRemembered,
        PrefaceTimeout = PrefaceTimeout,
        SettingsTimeout = SettingsTimeout,
        HeadersTimeout = HeadersTimeout,
        IdleTimeout = IdleTimeout,
        PingKeepsAlive = PingKeepsAlive,
        KeepAliveInterval = KeepAliveInterval,
        KeepAliveTimeout = KeepAliveTimeout,
        MinimumBodyRate = MinimumBodyRate,
        MinimumResponseRate = MinimumResponseRate,
        WriteTimeout = WriteTimeout,
        RequestTimeout = RequestTimeout,
        MaxConnectionAge = MaxConnectionAge,
        DrainGrace = DrainGrace,
        DrainTimeout = DrainTimeout,
    };

    /// <summary>Reads <c>akka.h2</c> of a whole configuration.</summary>
    /// <exception cref="ConfigurationException">A value is missing or out of its range; the message has its full path, the value and the range.</exception>
    public static Http2Settings From(Config config) => new(new SettingsReader(config, "akka.h2"));
}
