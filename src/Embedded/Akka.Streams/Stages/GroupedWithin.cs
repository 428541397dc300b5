using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Groups of n, or of what came within the time.</summary>
internal sealed class GroupedWithin<T>(int count, TimeSpan time) : FlowStage<T, IEnumerable<T>>("groupedWithin")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, count, time);

    private sealed class Logic : TimerGraphStageLogic, IInHandler, IOutHandler
    {
        private readonly Inlet<T> _in;
        private readonly Outlet<IEnumerable<T>> _out;
        private readonly int _count;
        private readonly TimeSpan _time;
        private List<T> _group = [];
        private bool _due;

        public Logic(GroupedWithin<T> stage, int count, TimeSpan time)
            : base(stage.Shape)
        {
            _in = stage.In;
            _out = stage.Out;
            _count = count;
            _time = time;
            SetHandler(_in, this);
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            ScheduleRepeatedly("GroupedWithinTimer", _time);
            Pull(_in);
        }

        public void OnPush()
        {
            _group.Add(Grab(_in));
            if (_group.Count >= _count) _due = true;
            Flush();
            if (_group.Count < _count) Pull(_in);
        }

        public void OnPull()
        {
            Flush();
            if (IsClosed(_in)) FlushLast();
            else if (!HasBeenPulled(_in) && _group.Count < _count) Pull(_in);
        }

        public void OnUpstreamFinish()
        {
            if (_group.Count == 0) CompleteStage();
            else if (IsAvailable(_out)) FlushLast();
        }

        public void OnUpstreamFailure(Exception e) => FailStage(e);

        public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

        protected internal override void OnTimer(object timerKey)
        {
            _due = _group.Count > 0;
            Flush();
            if (!IsClosed(_in) && !HasBeenPulled(_in) && _group.Count < _count) Pull(_in);
        }

        private void Flush()
        {
            if (!_due || !IsAvailable(_out)) return;
            var group = _group;
            (_group, _due) = ([], false);
            Push(_out, group);
        }

        private void FlushLast()
        {
            if (_group.Count > 0 && IsAvailable(_out)) Push(_out, _group);
            CompleteStage();
        }
    }
}
