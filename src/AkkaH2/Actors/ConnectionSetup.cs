using Akka.Actor;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Protocol;
using AkkaH2.Stages;

namespace AkkaH2.Actors;

/// <summary>The part that all connections of a listener share.</summary>
/// <param name="Settings"><c>akka.h2</c>.</param>
/// <param name="Options">Limits and times of the engine, and what a new connection announces in its first SETTINGS.</param>
/// <param name="Endpoints">The table of endpoints.</param>
/// <param name="Pipeline">Their graph.</param>
/// <param name="Materializer">The system's, which runs it, and what endpoints stream.</param>
/// <param name="OnCompletion">Makes of a callback the one to be called when a read completes.</param>
/// <param name="Clock">The time, from any beginning; it runs forwards.</param>
internal sealed record ConnectionSetup(
    Http2Settings Settings,
    Http2Options Options,
    IEndpoints Endpoints,
    Pipeline Pipeline,
    IMaterializer Materializer,
    Func<Action, Action> OnCompletion,
    Func<TimeSpan> Clock)
{
    /// <summary>One for all of them: a StreamActor finds its connection by being its child.</summary>
    public Props StreamActors { get; } = StreamActor.Props(Endpoints, Settings);
}
