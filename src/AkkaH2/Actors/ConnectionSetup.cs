using Akka.Actor;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>The part that all connections of a listener or of a client share.</summary>
/// <param name="Settings"><c>akka.h2</c>.</param>
/// <param name="Options">Limits and times of the engine, and what a new connection announces in its first SETTINGS.</param>
/// <param name="Pipeline">Their graph.</param>
/// <param name="Materializer">The system's, which runs it, and what the application streams.</param>
/// <param name="OnCompletion">Makes of a callback the one to be called when a read completes.</param>
/// <param name="Clock">The time, from any beginning; it runs forwards.</param>
internal abstract record ConnectionSetup(
    Http2Settings Settings,
    Http2Options Options,
    Pipeline Pipeline,
    IMaterializer Materializer,
    Func<Action, Action> OnCompletion,
    Func<TimeSpan> Clock)
{
    /// <summary>What connections have done that are gone. Copies of this share it, unless they are for another listener.</summary>
    public EndedConnections Ended { get; init; } = new();

    /// <summary>The connections whose frames are written to the log.</summary>
    public FrameLogScope LogsFrames { get; init; } = Settings.LogsFrames;

    /// <summary>Somebody who is shown all frames; null for nobody.</summary>
    public virtual FrameObserver? FrameObserver => null;

    /// <summary>The streams of a new connection.</summary>
    /// <param name="connection">The connection's actor.</param>
    /// <param name="transport">What is known of the connection.</param>
    /// <param name="since">When it began; its deadlines run from here.</param>
    public abstract IConnectionStreams Begin(IActorContext connection, ITransportConnection transport, TimeSpan since);
}

/// <summary>The part that all connections of a listener share: also the table of endpoints, and what makes the addresses to which their actors reply.</summary>
internal sealed record ServerSetup(
    Http2Settings Settings,
    Http2Options Options,
    IEndpoints Endpoints,
    Pipeline Pipeline,
    IMaterializer Materializer,
    ReplyAddresses Addresses,
    Func<Action, Action> OnCompletion,
    Func<TimeSpan> Clock)
    : ConnectionSetup(Settings, Options, Pipeline, Materializer, OnCompletion, Clock)
{
    /// <summary>The directive for an endpoint that has failed.</summary>
    public IDecider Supervision { get; init; } = Settings.Supervision;

    /// <summary>One for all of them: a StreamActor finds its connection by being its child.</summary>
    public Props StreamActors { get; } = StreamActor.Props(Endpoints, Addresses, Clock, Settings);

    /// <summary>Asks actors past their StreamActors.</summary>
    public DirectCalls Direct { get; } = new(Endpoints, Addresses);

    /// <summary>How old a new connection may grow. Those that began together do not end together: up to a tenth of their age apart.</summary>
    public TimeSpan MaxConnectionAge()
    {
        var age = Options.MaxConnectionAge;
        return age == Timeout.InfiniteTimeSpan || age > TimeSpan.MaxValue / 2 ? age : age * (1 + (Random.Shared.NextDouble() / 10));
    }

    /// <inheritdoc/>
    public override IConnectionStreams Begin(IActorContext connection, ITransportConnection transport, TimeSpan since) =>
        new Exchanges(connection, transport, since, this);
}
