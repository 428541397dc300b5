using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Protocol;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>The stack of one connection, top to bottom and back up, as one graph.</summary>
internal static class Pipeline
{
    public static IRunnableGraph<NotUsed> Create(
        ITransportConnection transport, IActorRef connection, PipelineSettings settings, Http2Options options, DecodingLimits limits) =>
        Source.FromGraph(new TransportSource(transport.Input, settings.OnCompletion))
            .Via(new FrameDecoderStage(options.Role, limits))
            .Via(new HpackDecoderStage(options.FieldLimits, limits))
            .Via(new BridgeStage(connection))
            .Via(new HpackEncoderStage(options.EncoderTableSizeLimit))
            .Via(new FrameEncoderStage(options.Role))
            .To(new TransportSink(transport, connection));
}

/// <summary>The part that the stages of all connections share.</summary>
/// <param name="OnCompletion">Makes of a callback the one to be called when a read completes.</param>
internal sealed record PipelineSettings(Func<Action, Action> OnCompletion);
