using AkkaH2.Endpoints;

namespace AkkaH2.Actors;

/// <summary>The part of an endpoint that a StreamActor needs to know.</summary>
internal abstract class Endpoint
{
    private Endpoint()
    {
    }

    /// <summary>The limits of its requests.</summary>
    public EndpointLimits Limits { get; init; } = EndpointLimits.None;

    /// <summary>The template of its route; null for what no route takes.</summary>
    public string? Template { get; init; }

    /// <summary>Where a function runs, or the middleware around an actor.</summary>
    public Placement Place { get; init; } = Placement.OnTurn;

    /// <summary>The middleware that it is called through, for what answers in its place.</summary>
    public Middleware Around { get; init; } = Middleware.None;

    /// <summary>A function. Its task is the work: the stream's slot is held until it ends.</summary>
    public sealed class Function(string name, Func<Exchange, Task> call) : Endpoint
    {
        public string Name { get; } = name;

        /// <summary>Always the same response.</summary>
        public static Function Answering(Response response) => new($"{response.Status}", exchange =>
        {
            exchange.Respond(response);
            return Task.CompletedTask;
        });

        public Func<Exchange, Task> Call { get; } = call;
    }

    /// <summary>An actor: it gets the <see cref="Request"/>, or a message of its own, with a <see cref="ReplyAddress"/> as its sender, and replies a <see cref="Response"/>.</summary>
    public sealed class Actor(ActorTarget target, TimeSpan replyTimeout) : Endpoint
    {
        private int _inFlight;

        public ActorTarget Target { get; } = target;

        /// <summary>How long it may take to reply; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</summary>
        public TimeSpan ReplyTimeout { get; } = replyTimeout;

        public ActorMessages? Messages { get; init; }

        /// <summary>Requests without a reply at once; null is any number.</summary>
        public int? MaxInFlight { get; init; }

        public bool TellsCancelled { get; init; }

        /// <summary>One of 64, which no other actor endpoint of its binding has; 0 if there are more of them.</summary>
        public ulong Bit { get; set; }

        /// <summary>One more request; false if that is one too many.</summary>
        public bool TryEnter()
        {
            if (MaxInFlight is not { } most || Interlocked.Increment(ref _inFlight) <= most)
                return true;

            Leave();
            return false;
        }

        /// <summary>A request that was let in has its reply, or needs none.</summary>
        public void Leave()
        {
            if (MaxInFlight is not null)
                Interlocked.Decrement(ref _inFlight);
        }
    }
}

/// <summary>What one route allows its requests.</summary>
/// <param name="MaxBody">Octets of a body.</param>
/// <param name="RequestTimeout">How long a request may take until its response begins; null is what is configured.</param>
/// <param name="AllowSlowPeers">True if a peer may send and take as slowly as it likes.</param>
internal sealed record EndpointLimits(long MaxBody, TimeSpan? RequestTimeout, bool AllowSlowPeers)
{
    public static readonly EndpointLimits None = new(long.MaxValue, null, false);

    /// <summary>True if the connection has to know of them.</summary>
    public bool AreOfTheRoute => RequestTimeout is not null || AllowSlowPeers;
}

/// <summary>Finds the endpoint of a request, and tells the request what its route captured. Never fails: no route is an endpoint too (404).</summary>
internal interface IEndpoints
{
    /// <summary>The answers where no endpoint gives one.</summary>
    ErrorAnswers Errors { get; }

    /// <summary>The middleware around all endpoints.</summary>
    Middleware Around { get; }

    /// <summary>True if there are endpoints for extended CONNECT: then the peer is told that it may use it (RFC 8441 §3).</summary>
    bool TakesExtendedConnect { get; }

    Endpoint Find(Request request);

    /// <summary>True if an endpoint takes this extended CONNECT, protocol and path.</summary>
    bool Takes(Request connect);
}
