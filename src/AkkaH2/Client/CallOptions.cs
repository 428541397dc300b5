namespace AkkaH2.Client;

/// <summary>How one request differs from the others of its client.</summary>
public sealed record CallOptions
{
    internal static readonly CallOptions Default = new();

    /// <summary>Time until the head of the response; <see cref="Timeout.InfiniteTimeSpan"/> for no limit; <c>akka.h2.client.head-timeout</c> if null.</summary>
    public TimeSpan? HeadTimeout { get; init; }

    /// <summary>Time until the end of the response; <see cref="Timeout.InfiniteTimeSpan"/> for no limit; <c>akka.h2.client.timeout</c> if null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// True if a request whose connection was lost, and which the server may have acted on, is sent once more. Only where the method is idempotent
    /// (RFC 9110 §9.2.2) and the body is none or octets. <c>akka.h2.client.retry-lost</c> if null.
    /// </summary>
    public bool? RetryLost { get; init; }

    /// <summary>The priority of the response (RFC 9218), which may change while it comes; that of the request's own field, or none, if null.</summary>
    public RequestPriority? Priority { get; init; }

    /// <summary>Gets the informational responses (RFC 9110 §15.2), in their order, before the response, which waits for it. What it throws gives the request up, and comes out of the call.</summary>
    public Action<Informational>? OnInformational { get; init; }
}
