using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

internal enum TimeoutKind
{
    /// <summary>The first element must come within the time.</summary>
    Initial,

    /// <summary>The end must come within the time.</summary>
    Completion,

    /// <summary>No longer than the time between two elements.</summary>
    Idle,
}

/// <summary>Fails where an element, or the end, is late.</summary>
internal sealed class TimeoutStage<T>(TimeoutKind kind, TimeSpan timeout) : FlowStage<T, T>("timeout")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, kind, timeout);

    private sealed class Logic(TimeoutStage<T> stage, TimeoutKind kind, TimeSpan timeout) : TimedFlowLogic<T>(stage)
    {
        private TimeSpan _deadline;
        private bool _any;

        public override void PreStart()
        {
            _deadline = Now + timeout;
            ScheduleOnce("TimeoutTimer", timeout);
        }

        public override void OnPush()
        {
            _any = true;
            if (kind == TimeoutKind.Idle) _deadline = Now + timeout;
            Push(Out, Grab(In));
        }

        protected internal override void OnTimer(object timerKey)
        {
            if (kind == TimeoutKind.Initial && _any) return;
            var left = _deadline - Now;
            if (left > TimeSpan.Zero) ScheduleOnce("TimeoutTimer", left);
            else FailStage(new TimeoutException(Text));
        }

        private string Text => kind switch
        {
            TimeoutKind.Initial => $"The first element has not yet passed through in {timeout}.",
            TimeoutKind.Completion => $"The stream has not been completed in {timeout}.",
            _ => $"No elements passed in the last {timeout}.",
        };
    }
}
