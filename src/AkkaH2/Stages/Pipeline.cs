using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using AkkaH2.Protocol;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>
/// The stack of a connection, top to bottom and back up, as one graph. It is assembled and fused once for all connections of a listener; each
/// connection runs it with its own <see cref="PipelineEnds"/> as an attribute.
/// </summary>
internal sealed class Pipeline
{
    private readonly IGraph<ClosedShape, IAsyncCallback<object>> _graph;
    private readonly ActorAttributes.Dispatcher _dispatcher;

    /// <param name="options">The side that we are, and the limits of the decoder and the encoder.</param>
    /// <param name="dispatcher">Where it runs: with its connection.</param>
    /// <param name="onCompletion">Makes of a callback the one to be called when a read completes.</param>
    public Pipeline(Http2Options options, string dispatcher, Func<Action, Action> onCompletion)
    {
        _dispatcher = new ActorAttributes.Dispatcher(dispatcher);
        _graph = Fusing.Aggressive(
            Source.FromGraph(new TransportSource(onCompletion))
                .Via(new DecoderStage(options.Role, options.FieldLimits))
                .ViaMaterialized(new BridgeStage(), Keep.Right)
                .Via(new EncoderStage(options.Role, options.EncoderTableSizeLimit))
                .To(new TransportSink()));
    }

    /// <summary>Runs it between these ends. Returns the way down to it, for the messages of a connection in <c>BridgeMessages.cs</c>.</summary>
    public IAsyncCallback<object> Run(PipelineEnds ends, IMaterializer materializer) => materializer.Materialize(_graph, new Attributes(ends, _dispatcher));
}

/// <summary>The two ends that the stages of one connection stand between, and the limits that they share with its engine.</summary>
/// <param name="Transport">The lower end.</param>
/// <param name="Connection">The upper end: the ConnectionActor.</param>
/// <param name="Limits">The first of the limits that the decoder keeps to.</param>
/// <param name="Traffic">Counts octets.</param>
internal sealed record PipelineEnds(ITransportConnection Transport, IActorRef Connection, DecodingLimits Limits, Traffic Traffic) : Attributes.IAttribute
{
    /// <summary>Those of the run that a stage belongs to.</summary>
    public static PipelineEnds Of(Attributes attributes) => attributes.GetAttribute<PipelineEnds>();
}
