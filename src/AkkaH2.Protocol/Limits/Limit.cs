namespace AkkaH2.Protocol;

/// <summary>A limit that a peer, or the time, has reached. Each has the name of its option in <see cref="Http2Options"/> or in SETTINGS, and of its key below <c>akka.h2</c>.</summary>
public enum Limit
{
    /// <summary>The preface and the first SETTINGS did not come in time.</summary>
    PrefaceTimeout,

    /// <summary>Our SETTINGS were not acknowledged in time.</summary>
    SettingsTimeout,

    /// <summary>A field block was not complete in time.</summary>
    HeadersTimeout,

    /// <summary>The connection was not used.</summary>
    IdleTimeout,

    /// <summary>A PING of ours was not answered in time.</summary>
    KeepAliveTimeout,

    /// <summary>A write was not taken in time.</summary>
    WriteTimeout,

    /// <summary>A request had no response in time.</summary>
    RequestTimeout,

    /// <summary>The connection is old enough.</summary>
    MaxConnectionAge,

    /// <summary>Streams were still open at the end of a drain.</summary>
    DrainTimeout,

    /// <summary>A body came too slowly.</summary>
    MinimumBodyRate,

    /// <summary>A response was taken too slowly.</summary>
    MinimumResponseRate,

    /// <summary>A request was one stream too many.</summary>
    MaxConcurrentStreams,

    /// <summary>A request's fields were too long or, by MaxHeaderCount, too many.</summary>
    MaxHeaderListSize,

    /// <summary>A field block was too long.</summary>
    MaxHeaderBlockSize,

    /// <summary>A field block had too many CONTINUATION frames.</summary>
    MaxContinuationFrames,

    /// <summary>Too many streams were reset.</summary>
    ResetBurst,

    /// <summary>Too many frames had no effect.</summary>
    GlitchBurst,

    /// <summary>Reading is held back: too many answers wait to be written.</summary>
    MaxQueuedControlFrames,
}
