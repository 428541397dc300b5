using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Each element comes out so much later than it came in.</summary>
internal sealed class Delay<T>(TimeSpan delay, DelayOverflowStrategy strategy) : FlowStage<T, T>("delay")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, delay, strategy, inheritedAttributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16);

    private sealed class Logic(Delay<T> stage, TimeSpan delay, DelayOverflowStrategy strategy, int size) : TimedFlowLogic<T>(stage)
    {
        private const string Timer = "DelayTimer";

        private readonly RingBuffer<(TimeSpan Due, T Element)> _buffer = new(size);

        public override void PreStart() => Pull(In);

        public override void OnPush()
        {
            var element = Grab(In);
            if (_buffer.IsFull && strategy == DelayOverflowStrategy.EmitEarly) EmitEarly();
            if (!_buffer.IsFull || _buffer.MakeRoom((OverflowStrategy)strategy)) _buffer.Enqueue((Now + delay, element));
            Schedule();
            PullIfRoom();
        }

        public override void OnPull()
        {
            PushIfDue();
            PullIfRoom();
        }

        public override void OnUpstreamFinish()
        {
            if (_buffer.IsEmpty) CompleteStage();
        }

        protected internal override void OnTimer(object timerKey)
        {
            PushIfDue();
            PullIfRoom();
        }

        private void EmitEarly()
        {
            if (!IsAvailable(Out)) return;
            CancelTimer(Timer);
            Push(Out, _buffer.Dequeue().Element);
        }

        private void PushIfDue()
        {
            if (!_buffer.IsEmpty && IsAvailable(Out) && _buffer.Peek().Due <= Now) Push(Out, _buffer.Dequeue().Element);
            if (_buffer.IsEmpty && IsClosed(In)) CompleteStage();
            else Schedule();
        }

        private void Schedule()
        {
            if (_buffer.IsEmpty || !IsAvailable(Out) || IsTimerActive(Timer)) return;
            var left = _buffer.Peek().Due - Now;
            ScheduleOnce(Timer, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        private void PullIfRoom()
        {
            var waits = strategy is DelayOverflowStrategy.Backpressure || (strategy is DelayOverflowStrategy.EmitEarly && !IsAvailable(Out));
            if (!IsClosed(In) && !HasBeenPulled(In) && !(_buffer.IsFull && waits)) Pull(In);
        }
    }
}
