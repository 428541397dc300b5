using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Stages;

/// <summary>
/// Where the graph meets the ConnectionActor. Batches of frames go up as one message each and are acknowledged before the next read;
/// batches to write come down, one for each demand. Holds nothing.
/// </summary>
internal sealed class BridgeStage(IActorRef connection) : GraphStage<FlowShape<FrameBatch, WriteBatch>>
{
    private readonly Inlet<FrameBatch> _in = new("Bridge.in");
    private readonly Outlet<WriteBatch> _out = new("Bridge.out");
    private readonly IActorRef _connection = connection;

    public override FlowShape<FrameBatch, WriteBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly BridgeStage _stage;
        private IActorRef _self = ActorRefs.Nobody;

        public Logic(BridgeStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            SetHandlers(stage._in, stage._out, this);
        }

        public override void PreStart()
        {
            _self = GetStageActor(OnMessage).Ref;
            _stage._connection.Tell(new PipelineReady(_self), _self);
            Pull(_stage._in);
        }

        public override void OnPush() => _stage._connection.Tell(Grab(_stage._in), _self);

        public override void OnPull() => _stage._connection.Tell(WriteDemand.Instance, _self);

        // The peer's half of the connection may end before ours: the outlet stays open until the connection says so.
        public override void OnUpstreamFinish() => _stage._connection.Tell(new InputClosed(null), _self);

        public override void OnUpstreamFailure(Exception cause) => _stage._connection.Tell(new InputClosed(cause), _self);

        // The write side is gone; the connection learns it from the sink. Input is still delivered.
        public override void OnDownstreamFinish(Exception cause)
        {
        }

        private void OnMessage((IActorRef Sender, object Message) envelope)
        {
            switch (envelope.Message)
            {
                case BatchDone:
                    if (!IsClosed(_stage._in))
                        Pull(_stage._in);
                    break;
                case WriteBatch batch:
                    if (IsAvailable(_stage._out))
                        Push(_stage._out, batch);
                    break;
                case CloseOutput:
                    Complete(_stage._out);
                    break;
            }
        }
    }
}
