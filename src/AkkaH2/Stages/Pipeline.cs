using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Protocol;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>The stack of one connection, top to bottom and back up, as one graph.</summary>
internal static class Pipeline
{
    public static IRunnableGraph<NotUsed> Create(ITransportConnection transport, IActorRef connection, PipelineSettings settings, DecodingLimits limits) =>
        Source.FromGraph(new TransportSource(transport.Input, settings.OnCompletion))
            .Via(new FrameDecoderStage(settings.Role, limits))
            .Via(new HpackDecoderStage(settings.Fields, limits))
            .Via(new BridgeStage(connection))
            .Via(new HpackEncoderStage(settings.EncoderTableCap))
            .Via(new FrameEncoderStage(settings.Role))
            .To(new TransportSink(transport, connection));
}

/// <summary>What the stages of all connections must know.</summary>
/// <param name="Role">Our side.</param>
/// <param name="Fields">Our limits on field blocks.</param>
/// <param name="EncoderTableCap">The table that our encoder uses at most, in octets.</param>
/// <param name="OnCompletion">Makes of a callback the one to be called when a read completes.</param>
internal sealed record PipelineSettings(Role Role, FieldLimits Fields, int EncoderTableCap, Func<Action, Action> OnCompletion);
