using AkkaH2.Protocol.Priorities;

namespace AkkaH2.Protocol;

/// <summary>In which order the streams of a connection send DATA.</summary>
public enum SendScheduling
{
    /// <summary>By urgency (RFC 9218).</summary>
    Rfc9218,

    /// <summary>By the tree of dependencies that RFC 7540 §5.3 had.</summary>
    Rfc7540,
}

/// <summary>
/// Limits and times of one side of a connection. The defaults are those of AkkaH2's reference configuration, which explains each of them.
/// </summary>
public sealed record Http2Options
{
    /// <summary>Our side.</summary>
    public Role Role { get; init; } = Role.Server;

    /// <summary>What our first SETTINGS announces.</summary>
    public ConnectionSettings Announced { get; init; } = new()
    {
        MaxConcurrentStreams = 100,
        InitialWindowSize = 786_432,
        MaxHeaderListSize = 32_768,
        NoRfc7540Priorities = true,
    };

    /// <summary>Octets that the peer may send ahead on all streams together. At least 65,535.</summary>
    public int ConnectionWindowSize { get; init; } = 1_048_576;

    /// <summary>What windows grow to where bandwidth and delay ask for it.</summary>
    public WindowSizes LargestWindows { get; init; } = new(Stream: 4_194_304, Connection: 8_388_608);

    /// <summary>Octets of bodies that may be unread together.</summary>
    public int MaxUnreadOctets { get; init; } = 8_388_608;

    /// <summary>The table that our encoder uses at most, in octets.</summary>
    public int EncoderTableSizeLimit { get; init; } = 4_096;

    /// <summary>Fields of a message; the crumbs of a cookie are one.</summary>
    public int MaxHeaderCount { get; init; } = 100;

    /// <summary>Compressed octets of a field block.</summary>
    public int MaxHeaderBlockSize { get; init; } = 65_536;

    /// <summary>CONTINUATION frames of a field block.</summary>
    public int MaxContinuationFrames { get; init; } = 8;

    /// <summary>True if requests may be pushed (RFC 9113 §8.4).</summary>
    public bool ServerPush { get; init; }

    /// <summary>Pushed streams that are promised or open at once.</summary>
    public int MaxPushedStreams { get; init; } = 100;

    /// <summary>In which order streams send DATA.</summary>
    public SendScheduling Scheduler { get; init; } = SendScheduling.Rfc9218;

    /// <summary>Control frames that may wait to be written before nothing more is read.</summary>
    public int MaxQueuedControlFrames { get; init; } = 1_024;

    /// <summary>Resets, sent or provoked by the peer, at once.</summary>
    public int ResetBurst { get; init; } = 400;

    /// <summary>Resets, sent or provoked by the peer, in the long run.</summary>
    public int ResetsPerSecond { get; init; } = 40;

    /// <summary>Glitches at once: frames that are legal and pointless.</summary>
    public int GlitchBurst { get; init; } = 1_000;

    /// <summary>Glitches in the long run.</summary>
    public int GlitchesPerSecond { get; init; } = 100;

    /// <summary>Closed streams whose cause is remembered.</summary>
    public int ClosedStreamsRemembered { get; init; } = 100;

    /// <summary>Until preface and SETTINGS are there.</summary>
    public TimeSpan PrefaceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until our SETTINGS are acknowledged.</summary>
    public TimeSpan SettingsTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until a field block is complete.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a connection without streams is ended.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True if the peer's PING alone keeps a connection from being idle.</summary>
    public bool PingKeepsAlive { get; init; }

    /// <summary>After how much silence the peer is sent a PING; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Until that PING is answered.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The least that a peer sends of a body that is waited for.</summary>
    public MinimumRate MinimumBodyRate { get; init; } = new(240, TimeSpan.FromSeconds(5));

    /// <summary>The least that a peer takes of what waits for it; time in which its windows are used up counts.</summary>
    public MinimumRate MinimumResponseRate { get; init; } = new(240, TimeSpan.FromSeconds(5));

    /// <summary>Until a write is done.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a request has the beginning of its response; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan RequestTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Until a connection is ended in order because of its age; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan MaxConnectionAge { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Between the two GOAWAYs of an orderly end, at most.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Until streams that are still open are cut off, where the connection ends by itself: idle, old, or closed by its peer.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal FieldLimits FieldLimits => new(MaxHeaderCount, MaxHeaderBlockSize, MaxContinuationFrames);

    // RFC 7540 §5.3.4: as many closed and idle streams as may be open are a fair number to remember.
    internal ISendOrder NewOrder() => Scheduler == SendScheduling.Rfc7540
        ? new DependencyOrder((int)Math.Min(int.MaxValue, Announced.MaxConcurrentStreams))
        : new UrgencyOrder();
}
