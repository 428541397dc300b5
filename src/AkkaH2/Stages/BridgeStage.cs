using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Stages;

/// <summary>
/// Where the graph meets the ConnectionActor. Batches of frames go up as one message each and are acknowledged before the next read;
/// batches to write come down, one for each demand. Its value is the way down. Holds nothing.
/// </summary>
internal sealed class BridgeStage : GraphStageWithMaterializedValue<FlowShape<FrameBatch, WriteBatch>, IAsyncCallback<object>>
{
    private readonly Inlet<FrameBatch> _in = new("Bridge.in");
    private readonly Outlet<WriteBatch> _out = new("Bridge.out");

    public override FlowShape<FrameBatch, WriteBatch> Shape => new(_in, _out);

    public override ILogicAndMaterializedValue<IAsyncCallback<object>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this, PipelineEnds.Of(inheritedAttributes).Connection);
        return new LogicAndMaterializedValue<IAsyncCallback<object>>(logic, logic.Callback);
    }

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly BridgeStage _stage;
        private readonly IActorRef _connection;
        private bool _knowsInput; // the connection knows that the input is over
        private bool _knowsOutput;

        public Logic(BridgeStage stage, IActorRef connection)
            : base(1, 1)
        {
            (_stage, _connection) = (stage, connection);
            SetHandlers(stage._in, stage._out, this);
            Callback = GetTypedAsyncCallback<object>(OnMessage);
        }

        public IAsyncCallback<object> Callback { get; }

        public override void PreStart() => Pull(_stage._in);

        public override void OnPush() => _connection.Tell(Grab(_stage._in), ActorRefs.NoSender);

        public override void OnPull() => _connection.Tell(WriteDemand.Instance, ActorRefs.NoSender);

        // The peer's half of the connection may end before ours: the outlet stays open until the connection says so.
        public override void OnUpstreamFinish() => EndInput(null);

        public override void OnUpstreamFailure(Exception cause) => EndInput(cause);

        // The write side is gone; the connection learns it from the sink. Input is still delivered.
        public override void OnDownstreamFinish(Exception cause) => _knowsOutput = true;

        // The connection outlives a pipeline that is stopped from outside, as with the materializer.
        public override void PostStop()
        {
            if (!_knowsInput || !_knowsOutput)
                EndInput(new OperationCanceledException("the pipeline was stopped"));
        }

        private void EndInput(Exception? cause)
        {
            _knowsInput = true;
            _connection.Tell(new InputClosed(cause), ActorRefs.NoSender);
        }

        private void OnMessage(object message)
        {
            switch (message)
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
                    _knowsOutput = true;
                    Complete(_stage._out);
                    break;
                // Not in order: a write that the transport has not taken is not waited for.
                case ConnectionStopped:
                    (_knowsInput, _knowsOutput) = (true, true);
                    FailStage(new OperationCanceledException("the connection has stopped"));
                    break;
            }
        }
    }
}
