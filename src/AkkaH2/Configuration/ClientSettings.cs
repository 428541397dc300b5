using System.Net;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Configuration;

/// <summary>How a client behaves: <c>akka.h2.client</c>, or changed by the application. The meaning of each value, and its default, stand in reference.conf.</summary>
public sealed record ClientSettings
{
    internal ClientSettings(SettingsReader read)
    {
        Protocol = read.Choice(
            "protocol",
            ("negotiate", ClientProtocol.Negotiate),
            ("prior-knowledge", ClientProtocol.PriorKnowledge),
            ("http1", ClientProtocol.Http1),
            ("upgrade", ClientProtocol.Upgrade));
        MaxConnections = read.Number("max-connections", 1);
        MaxQueuedRequests = read.Number("max-queued-requests", 0);
        ConnectTimeout = read.Time("connect-timeout");
        ConnectionAttemptDelay = read.Time("connection-attempt-delay");
        HeadTimeout = read.TimeOrInfinite("head-timeout");
        Timeout = read.TimeOrInfinite("timeout");
        ContinueTimeout = read.Time("continue-timeout");
        RetryLost = read.Flag("retry-lost");
        IdleTimeout = read.TimeOrInfinite("idle-timeout");
        KeepAliveInterval = read.TimeOrInfinite("keep-alive-interval");
        KeepAliveTimeout = read.Time("keep-alive-timeout");
        BackOffMin = read.Time("back-off-min");
        BackOffMax = read.Time("back-off-max");
        InitialWindowSize = read.Octets("initial-window-size", 1);
        ConnectionWindowSize = read.Octets("connection-window-size", Math.Max(InitialWindowSize, Window.Initial.Octets));
        LogsFrames = read.FrameLog("frame-log");
        Tls = new TlsClientOptions(read.Below("tls"));
    }

    /// <summary>Which versions of HTTP are spoken.</summary>
    public ClientProtocol Protocol { get; init; }

    /// <summary>Connections that are open at once.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Requests that wait for a place on a connection.</summary>
    public int MaxQueuedRequests { get; init; }

    /// <summary>Time until a request has a connection, and until one attempt to connect is given up.</summary>
    public TimeSpan ConnectTimeout { get; init; }

    /// <summary>Time until the next address of a host is tried beside the one before (RFC 8305 §5).</summary>
    public TimeSpan ConnectionAttemptDelay { get; init; }

    /// <summary>Time until the head of a response; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan HeadTimeout { get; init; }

    /// <summary>Time until the end of a response; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Time that the body of a request with <c>expect: 100-continue</c> waits for the server's word.</summary>
    public TimeSpan ContinueTimeout { get; init; }

    /// <summary>True if idempotent requests that the server may have acted on are sent once more when their connection is lost.</summary>
    public bool RetryLost { get; init; }

    /// <summary>Time after which a connection without requests is closed; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Silence after which the server is sent a PING; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan KeepAliveInterval { get; init; }

    /// <summary>Time until that PING is answered, and until one of <see cref="Http2Client.PingAsync"/> is.</summary>
    public TimeSpan KeepAliveTimeout { get; init; }

    /// <summary>Time until the second attempt to connect.</summary>
    public TimeSpan BackOffMin { get; init; }

    /// <summary>The longest time between two attempts.</summary>
    public TimeSpan BackOffMax { get; init; }

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE, octets.</summary>
    public int InitialWindowSize { get; init; }

    /// <summary>Octets that the server may send ahead on all streams together.</summary>
    public int ConnectionWindowSize { get; init; }

    /// <summary>How TLS is spoken to an origin whose scheme is https.</summary>
    public TlsClientOptions Tls { get; init; }

    /// <summary>How octets reach the network; <c>akka.h2.transport</c> if null.</summary>
    public ITransport? Transport { get; init; }

    /// <summary>Where to connect to, if that is not the host and port of the origin.</summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>
    /// Decides about pushes (RFC 9113 §8.4) while the connection waits, so it must not block. What it does not accept is refused. Pushes are switched
    /// off if null (SETTINGS_ENABLE_PUSH = 0). At most <c>akka.h2.max-pushed-streams</c> are promised or open at once.
    /// </summary>
    public Action<PushPromise>? OnPush { get; init; }

    /// <summary>The connections whose frames are written to the log (<see cref="Diagnostics.LogFrames"/>).</summary>
    public FrameLogScope LogsFrames { get; init; }

    /// <summary>
    /// Gets every frame of both directions of HTTP/2 connections, for people who watch: in their order, on a thread of the pool. If it is slow it misses some, and the
    /// log says how many; if it throws the log says so once. Neither touches the connection.
    /// </summary>
    public Action<FrameLogEntry>? OnFrame { get; init; }

    /// <summary>The values are in the ranges that they have in reference.conf: the application may have changed them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not.</exception>
    internal void Check()
    {
        CheckNumber(MaxConnections, 1, nameof(MaxConnections));
        CheckNumber(MaxQueuedRequests, 0, nameof(MaxQueuedRequests));
        CheckNumber(InitialWindowSize, 1, nameof(InitialWindowSize));
        CheckNumber(ConnectionWindowSize, Math.Max(InitialWindowSize, Window.Initial.Octets), nameof(ConnectionWindowSize));
        CheckTime(ConnectTimeout, nameof(ConnectTimeout));
        CheckTime(ConnectionAttemptDelay, nameof(ConnectionAttemptDelay));
        CheckTime(ContinueTimeout, nameof(ContinueTimeout));
        CheckTime(KeepAliveTimeout, nameof(KeepAliveTimeout));
        CheckTime(BackOffMin, nameof(BackOffMin));
        CheckTime(BackOffMax, nameof(BackOffMax));
        CheckTimeOrInfinite(HeadTimeout, nameof(HeadTimeout));
        CheckTimeOrInfinite(Timeout, nameof(Timeout));
        CheckTimeOrInfinite(IdleTimeout, nameof(IdleTimeout));
        CheckTimeOrInfinite(KeepAliveInterval, nameof(KeepAliveInterval));
    }

    private static void CheckNumber(int value, int least, string name)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");
    }

    private static void CheckTime(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a time above 0.");
    }

    private static void CheckTimeOrInfinite(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero && value != System.Threading.Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a time above 0, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>The part that the engine of a client's connection keeps to.</summary>
    internal Http2Options OptionsOf(Http2Settings settings)
    {
        var announced = settings.Announced with
        {
            EnablePush = OnPush is not null,
            MaxConcurrentStreams = OnPush is null ? uint.MaxValue : (uint)settings.MaxPushedStreams,
            InitialWindowSize = InitialWindowSize,
        };
        var windows = settings.LargestWindows;
        windows = new WindowSizes(Math.Max(InitialWindowSize, windows.Stream), Math.Max(ConnectionWindowSize, windows.Connection));
        // A server may take its time with what it is sent, and with what it sends: the times of calls are for that.
        var noRate = new MinimumRate(0, TimeSpan.FromSeconds(1));
        return settings.Options with
        {
            Role = Role.Client,
            Announced = announced,
            ConnectionWindowSize = ConnectionWindowSize,
            LargestWindows = windows,
            MaxUnreadOctets = Math.Max(settings.MaxUnreadOctets, Http2Settings.LeastUnread(windows)),
            IdleTimeout = IdleTimeout,
            KeepAliveInterval = KeepAliveInterval,
            KeepAliveTimeout = KeepAliveTimeout,
            MinimumBodyRate = noRate,
            MinimumResponseRate = noRate,
            RequestTimeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxConnectionAge = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }
}
