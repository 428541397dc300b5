using Akka.Actor;
using Akka.Streams;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>
/// The part that all connections of a client share: also <c>akka.h2.client</c> or what the application has in its place, where requests go, and what opens a
/// connection there.
/// </summary>
internal sealed record ClientSetup(
    Http2Settings Settings,
    Http2Options Options,
    Pipeline Pipeline,
    IMaterializer Materializer,
    Func<Action, Action> OnCompletion,
    Func<TimeSpan> Clock,
    ClientSettings Client,
    Origin Origin,
    Connector Connector)
    : ConnectionSetup(Settings, Options, Pipeline, Materializer, OnCompletion, Clock)
{
    /// <inheritdoc/>
    public override IConnectionStreams Begin(IActorContext connection, ITransportConnection transport, TimeSpan since) =>
        new Calls(connection, transport, since, this);
}
