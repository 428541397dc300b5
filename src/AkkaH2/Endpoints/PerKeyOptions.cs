namespace AkkaH2.Endpoints;

/// <summary>The actors of one <see cref="EndpointBuilder.MapActorPerKey(string, Func{string, Akka.Actor.Props?}, RouteOptions?, PerKeyOptions?)"/>; what is not given is as configured (<c>akka.h2.per-key</c>).</summary>
public sealed record PerKeyOptions
{
    /// <summary>How long an actor may be without a request before it is stopped, up to twice that; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public TimeSpan? PassivateAfter
    {
        get;
        init => field = value is null || value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An actor is kept for some time.");
    }

    /// <summary>How many actors there are at once. A request that would need one more is answered with 503.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? MaxActors
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is at least one actor.");
    }
}
