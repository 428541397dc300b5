using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>A token bucket: each element costs, tokens come at a rate. An element that costs too much waits, or fails the stream.</summary>
internal sealed class Throttle<T>(int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode) : FlowStage<T, T>("throttle")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, cost, per, maximumBurst, calculateCost, mode);

    private sealed class Logic(Throttle<T> stage, int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode)
        : TimedFlowLogic<T>(stage)
    {
        private readonly double _ticksPerToken = (double)per.Ticks / cost;
        private readonly double _capacity = maximumBurst < 0 ? Math.Max(1, cost) : maximumBurst;
        private double _tokens;
        private TimeSpan _filledAt;
        private T _waiting = default!;
        private bool _isWaiting;

        public override void PreStart()
        {
            _tokens = _capacity;
            _filledAt = Now;
        }

        public override void OnPush()
        {
            var element = Grab(In);
            var wait = Take(calculateCost(element));
            if (wait <= TimeSpan.Zero)
            {
                Push(Out, element);
            }
            else if (mode == ThrottleMode.Enforcing)
            {
                FailStage(new OverflowException("Maximum throttle throughput exceeded"));
            }
            else
            {
                (_waiting, _isWaiting) = (element, true);
                ScheduleOnce("ThrottleTimer", wait);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (!_isWaiting) CompleteStage();
        }

        protected internal override void OnTimer(object timerKey)
        {
            var element = _waiting;
            (_waiting, _isWaiting) = (default!, false);
            Push(Out, element);
            if (IsClosed(In)) CompleteStage();
        }

        /// <summary>How long until there are tokens enough. They are taken at once, so the balance may be below 0 meanwhile.</summary>
        private TimeSpan Take(int tokens)
        {
            var now = Now;
            _tokens = Math.Min(_capacity, _tokens + (now - _filledAt).Ticks / _ticksPerToken);
            _filledAt = now;
            _tokens -= tokens;
            return _tokens >= -1e-9 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling(-_tokens * _ticksPerToken));
        }
    }
}
