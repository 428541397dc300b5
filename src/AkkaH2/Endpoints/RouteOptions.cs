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
        init => field = Positive(value);
    }

    /// <summary>
    /// How many requests an actor endpoint may have before it has replied to them; null is any number. One more is answered with 503, and with retry-after.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? MaxInFlight
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An endpoint takes one request at least.");
    }

    /// <summary>How an actor endpoint is asked and answered in messages of its own; null if it gets the <see cref="Request"/>.</summary>
    public ActorMessages? Messages { get; init; }

    /// <summary>True if an actor endpoint is told by <see cref="RequestCancelled"/> when nobody waits for its reply any more.</summary>
    public bool TellsCancelled { get; init; }

    /// <summary>
    /// How long a request may take until its response begins; <see cref="Timeout.InfiniteTimeSpan"/> is for ever, null is what is configured
    /// (<c>akka.h2.request-timeout</c>). Then it is answered with 504, and what its endpoint still does is in vain.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public TimeSpan? RequestTimeout
    {
        get;
        init => field = Positive(value);
    }

    /// <summary>
    /// True if a client may send the body, and take the response, as slowly as it likes: for streams that are quiet for long, such as
    /// events or calls that stream both ways. <c>akka.h2.minimum-body-rate</c> and <c>minimum-response-rate</c> do not count then.
    /// </summary>
    public bool AllowSlowPeers { get; init; }

    /// <summary>Where a function, or the materialization of a flow, runs; null is what is configured (<c>akka.h2.endpoint-thread</c>). An actor chooses its dispatcher.</summary>
    public EndpointThread? Thread { get; init; }

    private static TimeSpan? Positive(TimeSpan? time) => time is null || time > TimeSpan.Zero || time == Timeout.InfiniteTimeSpan
        ? time
        : throw new ArgumentOutOfRangeException(nameof(time), time, "An answer takes longer than no time.");
}
