using Akka.Actor;
using Akka.Event;
using AkkaH2.Actors;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// To a connection (<see cref="ConnectionSnapshot.Actor"/>): say GOAWAY, finish the open streams, and end (RFC 9113 §6.8). Over HTTP/1.1 the exchange that is under way
/// is the last one. What is open after <c>akka.h2.drain-timeout</c> goes on; <see cref="KillConnection"/> ends it. Answered with <see cref="ControlResult"/>.
/// </summary>
public sealed record DrainConnection : IOwnNodeMessage
{
    /// <summary>There is nothing to say beyond that.</summary>
    public static readonly DrainConnection Instance = new();
}

/// <summary>To a connection: end at once. Its streams are aborted, and the peer sees the transport reset. Answered with <see cref="ControlResult"/>.</summary>
public sealed record KillConnection : IOwnNodeMessage
{
    /// <summary>There is nothing to say beyond that.</summary>
    public static readonly KillConnection Instance = new();
}

/// <summary>
/// To a connection: end this stream with RST_STREAM (RFC 9113 §6.4). What works on it is told as if the peer had left; a client's request fails, and is not sent again.
/// Answered with <see cref="ControlResult"/>.
/// </summary>
/// <param name="Stream">Its id (<see cref="StreamSnapshot.Id"/>).</param>
/// <param name="Code">The code that the peer sees.</param>
public sealed record ResetStream(int Stream, ErrorCode Code = ErrorCode.Cancel) : IOwnNodeMessage;

/// <summary>
/// To a connection of a server: announce other limits in SETTINGS (RFC 9113 §6.5); null leaves one as it is. They hold for this connection; those of a whole server are
/// changed by <see cref="Server.ServerBinding.ChangeSettingsAsync"/>, which overrides these. Ranges are those of <c>akka.h2</c>. Answered with <see cref="ControlResult"/>.
/// </summary>
public sealed record ChangeConnectionLimits : IOwnNodeMessage
{
    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS. Streams that are open above it go on.</summary>
    public uint? MaxConcurrentStreams { get; init; }

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE, octets.</summary>
    public int? InitialWindowSize { get; init; }

    /// <summary>SETTINGS_MAX_FRAME_SIZE, octets.</summary>
    public int? MaxFrameSize { get; init; }

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE, octets.</summary>
    public uint? MaxHeaderListSize { get; init; }

    internal ConnectionSettings Apply(ConnectionSettings to) => to with
    {
        MaxConcurrentStreams = MaxConcurrentStreams ?? to.MaxConcurrentStreams,
        InitialWindowSize = InitialWindowSize ?? to.InitialWindowSize,
        MaxFrameSize = MaxFrameSize ?? to.MaxFrameSize,
        MaxHeaderListSize = MaxHeaderListSize ?? to.MaxHeaderListSize,
    };
}

/// <summary>From a connection: what became of a wish.</summary>
/// <param name="IsDone">True if it is done, or has begun.</param>
/// <param name="Detail">Why it is not; empty if it is.</param>
public sealed record ControlResult(bool IsDone, string Detail) : IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    internal static readonly ControlResult Done = new(true, "");
}
