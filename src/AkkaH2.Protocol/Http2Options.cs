using AkkaH2.Protocol.Priorities;

namespace AkkaH2.Protocol;

/// <summary>The order in which the streams of a connection send DATA.</summary>
public enum SendScheduling
{
    /// <summary>By urgency and incremental flag (RFC 9218 §10).</summary>
    Rfc9218,

    /// <summary>By the dependency tree and weights of RFC 7540 §5.3.</summary>
    Rfc7540,
}

/// <summary>
/// Limits and times of one side of a connection. The defaults are those of AkkaH2's reference configuration, which explains each of them.
/// </summary>
public sealed record Http2Options
{
    /// <summary>The side that we are.</summary>
    public Role Role { get; init; } = Role.Server;

    /// <summary>The settings that our first SETTINGS announces (RFC 9113 §6.5.2).</summary>
    public ConnectionSettings Announced { get; init; } = new()
    {
        MaxConcurrentStreams = 100,
        InitialWindowSize = 786_432,
        MaxHeaderListSize = 32_768,
        NoRfc7540Priorities = true,
    };

    /// <summary>Octets that the peer may send ahead on all streams together. At least 65,535.</summary>
    public int ConnectionWindowSize { get; init; } = 1_048_576;

    /// <summary>The sizes that receive windows grow to, where bandwidth and delay ask for it.</summary>
    public WindowSizes LargestWindows { get; init; } = new(Stream: 4_194_304, Connection: 8_388_608);

    /// <summary>Octets of bodies that may be unread on all streams together.</summary>
    public int MaxUnreadOctets { get; init; } = 8_388_608;

    /// <summary>Octets of the table that our HPACK encoder uses at most (RFC 7541 §4.2).</summary>
    public int EncoderTableSizeLimit { get; init; } = 4_096;

    /// <summary>Fields of a message, at most; the crumbs of a cookie count as one.</summary>
    public int MaxHeaderCount { get; init; } = 100;

    /// <summary>Compressed octets of a field block, at most.</summary>
    public int MaxHeaderBlockSize { get; init; } = 65_536;

    /// <summary>CONTINUATION frames of a field block, at most.</summary>
    public int MaxContinuationFrames { get; init; } = 8;

    /// <summary>True if requests may be pushed (RFC 9113 §8.4).</summary>
    public bool ServerPush { get; init; }

    /// <summary>Pushed streams that are promised or open at once, at most.</summary>
    public int MaxPushedStreams { get; init; } = 100;

    /// <summary>The order in which streams send DATA.</summary>
    public SendScheduling Scheduler { get; init; } = SendScheduling.Rfc9218;

    /// <summary>Control frames that may wait to be written before nothing more is read.</summary>
    public int MaxQueuedControlFrames { get; init; } = 1_024;

    /// <summary>Resets, sent or provoked by the peer, that may come at once. One more ends the connection with ENHANCE_YOUR_CALM (RFC 9113 §10.5).</summary>
    public int ResetBurst { get; init; } = 400;

    /// <summary>Resets a second, sent or provoked by the peer, in the long run.</summary>
    public int ResetsPerSecond { get; init; } = 40;

    /// <summary>Glitches, frames that are legal and pointless, that may come at once. One more ends the connection with ENHANCE_YOUR_CALM (RFC 9113 §10.5).</summary>
    public int GlitchBurst { get; init; } = 1_000;

    /// <summary>Glitches a second in the long run.</summary>
    public int GlitchesPerSecond { get; init; } = 100;

    /// <summary>Closed streams whose cause is remembered.</summary>
    public int ClosedStreamsRemembered { get; init; } = 100;

    /// <summary>Time until the peer's preface and SETTINGS have come (RFC 9113 §3.4).</summary>
    public TimeSpan PrefaceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time until our SETTINGS are acknowledged; then SETTINGS_TIMEOUT (RFC 9113 §6.5.3).</summary>
    public TimeSpan SettingsTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time until a field block is complete (RFC 9113 §4.3).</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which a connection without streams is ended; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True if the peer's PING alone keeps a connection from being idle.</summary>
    public bool PingKeepsAlive { get; init; }

    /// <summary>Silence after which the peer is sent a PING; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Time until that PING is answered; then the connection ends. Also how long <see cref="Http2Connection.Ping"/> waits, after which it does not.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The least that a peer sends of a body that is waited for.</summary>
    public MinimumRate MinimumBodyRate { get; init; } = new(240, TimeSpan.FromSeconds(5));

    /// <summary>The least that a peer takes of what waits for it; time in which its windows are used up counts.</summary>
    public MinimumRate MinimumResponseRate { get; init; } = new(240, TimeSpan.FromSeconds(5));

    /// <summary>Time that a write to the transport may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time until a request has the beginning of its response; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RequestTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Age at which a connection is ended in order; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan MaxConnectionAge { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Time between the two GOAWAYs of an orderly end, at most (RFC 9113 §6.8).</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after which streams that are still open are cut off, where the connection ends by itself: idle, old, or closed by its peer.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal FieldLimits FieldLimits => new(MaxHeaderCount, MaxHeaderBlockSize, MaxContinuationFrames);

    // RFC 7540 §5.3.4: as many closed and idle streams as may be open are a fair number to remember.
    internal ISendOrder NewOrder() => Scheduler == SendScheduling.Rfc7540
        ? new DependencyOrder((int)Math.Min(int.MaxValue, Announced.MaxConcurrentStreams))
        : new UrgencyOrder();
}
