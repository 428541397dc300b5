namespace AkkaH2.Endpoints;

/// <summary>How many octets a request's body may have. The default value is the configured one, <c>akka.h2.max-request-body-size</c>.</summary>
public readonly record struct BodyLimit
{
    private readonly long _octets; // one more than the limit, so that 0 is "as configured"

    private BodyLimit(long octets) => _octets = octets;

    /// <summary>The limit of <c>akka.h2.max-request-body-size</c>.</summary>
    public static BodyLimit Configured => default;

    /// <summary>No limit: the endpoint reads as it goes, or sets its own.</summary>
    public static BodyLimit Unlimited => new(long.MaxValue);

    /// <summary>A limit of this many octets.</summary>
    /// <param name="octets">0 allows no body.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static BodyLimit Octets(long octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        return new(Math.Min(octets, long.MaxValue - 1) + 1);
    }

    /// <summary>A limit of this many octets, or null for no limit.</summary>
    public static implicit operator BodyLimit(long? octets) => octets is { } limit ? Octets(limit) : Unlimited;

    internal long Or(long configured) => _octets == 0 ? configured : _octets - 1;
}
