namespace AkkaH2.Endpoints;

/// <summary>The options of one route; those that are not given are as configured.</summary>
public sealed record RouteOptions
{
    /// <summary>How long a request's body may be. A longer one is answered with 413.</summary>
    public BodyLimit MaxRequestBodySize { get; init; }

    /// <summary>
    /// How long an actor endpoint may take until its <see cref="Response"/>; <see cref="Timeout.InfiniteTimeSpan"/> is for ever, null is what is configured
    /// (<c>akka.h2.reply-timeout</c>). A request whose time is over is answered with 504. Other endpoints have no such time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public TimeSpan? ReplyTimeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reply takes longer than no time.");
    }
}
