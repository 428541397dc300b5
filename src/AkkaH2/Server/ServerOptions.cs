using Akka.Actor;
using AkkaH2.Transports;

namespace AkkaH2.Server;

/// <summary>How a server is bound, beyond its address and its endpoints.</summary>
public sealed record ServerOptions
{
    /// <summary>Where connections come from; <c>akka.h2.transport</c> if null.</summary>
    public ITransport? Transport { get; init; }

    /// <summary>
    /// What becomes of a request whose endpoint fails, such as <c>Decider.From(Directive.Stop, Directive.Restart.When&lt;TimeoutException&gt;())</c>;
    /// <c>akka.h2.supervision</c> if null.
    /// </summary>
    public IDecider? Supervision { get; init; }

    /// <summary>Serves peers that speak HTTP/1.1. Without one they are answered with 505, and the connection closes.</summary>
    public IHttp1Engine? Http1 { get; init; }

    /// <summary>The name of this node in <c>x-served-by</c> of all responses; what <c>akka.h2.served-by</c> says if null.</summary>
    /// <exception cref="ArgumentException">A name is visible ASCII characters without a comma.</exception>
    public string? ServedBy
    {
        get;
        init => field = value is null || Server.ServedBy.IsName(value) ? value : throw new ArgumentException($"\"{value}\" is no name of a node: it is visible ASCII characters without a comma.");
    }
}
