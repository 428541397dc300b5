using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Stages;

/// <summary>
/// Stands around a flow of asynchronous work: each element goes in with a token that is cancelled when the stream ends, whichever side ends it. What the flow
/// makes of it comes back through here unchanged. Holds no element.
/// </summary>
internal sealed class CancelAtEndStage<TIn, TOut> : GraphStage<BidiShape<TIn, (TIn Element, CancellationToken Ended), TOut, TOut>>
{
    private readonly Inlet<TIn> _in = new("CancelAtEnd.in");
    private readonly Outlet<(TIn Element, CancellationToken Ended)> _work = new("CancelAtEnd.work");
    private readonly Inlet<TOut> _done = new("CancelAtEnd.done");
    private readonly Outlet<TOut> _out = new("CancelAtEnd.out");

    public CancelAtEndStage() => Shape = new BidiShape<TIn, (TIn Element, CancellationToken Ended), TOut, TOut>(_in, _work, _done, _out);

    public override BidiShape<TIn, (TIn Element, CancellationToken Ended), TOut, TOut> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly CancellationTokenSource _ended = new();

        public Logic(CancelAtEndStage<TIn, TOut> stage)
            : base(stage.Shape)
        {
            // What ends on one side ends on the other side of the work; the stage ends when both directions have.
            SetHandler(
                stage._in,
                onPush: () => Push(stage._work, (Grab(stage._in), _ended.Token)),
                onUpstreamFinish: () => Complete(stage._work),
                onUpstreamFailure: cause => Fail(stage._work, cause));
            SetHandler(stage._work, onPull: () => Pull(stage._in), onDownstreamFinish: cause => Cancel(stage._in, cause));
            SetHandler(
                stage._done,
                onPush: () => Push(stage._out, Grab(stage._done)),
                onUpstreamFinish: () => Complete(stage._out),
                onUpstreamFailure: cause => Fail(stage._out, cause));
            SetHandler(stage._out, onPull: () => Pull(stage._done), onDownstreamFinish: cause => Cancel(stage._done, cause));
        }

        public override void PostStop() => _ended.CancelAsync();
    }
}
