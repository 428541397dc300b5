using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>One element at the end: all elements folded into one.</summary>
internal sealed class Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> function) : FlowStage<TIn, TOut>("aggregate")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, zero, function);

    private sealed class Logic(Aggregate<TIn, TOut> stage, Attributes attributes, TOut zero, Func<TOut, TIn, TOut> function)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        private TOut _aggregate = default!;

        public override void PreStart() => _aggregate = zero;

        public override void OnPush()
        {
            try
            {
                _aggregate = function(_aggregate, Grab(In));
                Pull(In);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnPull()
        {
            if (!IsClosed(In)) Pull(In);
            else Finish();
        }

        public override void OnUpstreamFinish()
        {
            if (IsAvailable(Out)) Finish();
        }

        protected override void OnRestart()
        {
            _aggregate = zero;
            OnResume();
        }

        private void Finish()
        {
            Push(Out, _aggregate);
            CompleteStage();
        }
    }
}

/// <summary>As <see cref="Aggregate{TIn,TOut}"/>, with every intermediate result, from the initial one on.</summary>
internal sealed class Scan<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> function) : FlowStage<TIn, TOut>("scan")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, zero, function);

    private sealed class Logic(Scan<TIn, TOut> stage, Attributes attributes, TOut zero, Func<TOut, TIn, TOut> function)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        private TOut _aggregate = default!;
        private bool _zeroIsOut;

        public override void PreStart() => _aggregate = zero;

        public override void OnPush()
        {
            try
            {
                _aggregate = function(_aggregate, Grab(In));
                Push(Out, _aggregate);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnPull()
        {
            if (_zeroIsOut) Pull(In);
            else PushZero();
        }

        public override void OnUpstreamFinish()
        {
            if (_zeroIsOut) CompleteStage();
            else Emit(Out, _aggregate, CompleteStage);
        }

        public override void OnUpstreamFailure(Exception e)
        {
            if (_zeroIsOut) FailStage(e);
            else Emit(Out, _aggregate, () => FailStage(e));
        }

        protected override void OnRestart()
        {
            _aggregate = zero;
            PushZero();
        }

        private void PushZero()
        {
            _zeroIsOut = true;
            Push(Out, _aggregate);
        }
    }
}

/// <summary>One element at the end: all elements folded into one of their own. Fails where there was none.</summary>
internal sealed class Sum<T>(Func<T, T, T> function) : FlowStage<T, T>("sum")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, function);

    private sealed class Logic(Sum<T> stage, Attributes attributes, Func<T, T, T> function) : SupervisedFlowLogic<T, T>(stage, attributes)
    {
        private T _sum = default!;
        private bool _any;

        public override void OnPush()
        {
            try
            {
                _sum = _any ? function(_sum, Grab(In)) : Grab(In);
                _any = true;
                Pull(In);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnPull()
        {
            if (!IsClosed(In)) Pull(In);
            else Finish();
        }

        public override void OnUpstreamFinish()
        {
            if (!_any) FailStage(new NoSuchElementException("sum over empty stream"));
            else if (IsAvailable(Out)) Finish();
        }

        protected override void OnRestart()
        {
            _any = false;
            OnResume();
        }

        private void Finish()
        {
            Push(Out, _sum);
            CompleteStage();
        }
    }
}

/// <summary>Chunks of n; the last may be shorter.</summary>
internal sealed class Grouped<T>(int count) : FlowStage<T, IEnumerable<T>>("grouped")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, count);

    private sealed class Logic(Grouped<T> stage, int count) : FlowLogic<T, IEnumerable<T>>(stage)
    {
        private List<T> _group = new(Math.Min(count, 64));

        public override void OnPush()
        {
            _group.Add(Grab(In));
            if (_group.Count < count) Pull(In);
            else PushGroup();
        }

        public override void OnPull()
        {
            if (!IsClosed(In))
            {
                Pull(In);
                return;
            }

            PushGroup();
            CompleteStage();
        }

        public override void OnUpstreamFinish()
        {
            if (_group.Count == 0)
            {
                CompleteStage();
            }
            else if (IsAvailable(Out))
            {
                PushGroup();
                CompleteStage();
            }
        }

        private void PushGroup()
        {
            var group = _group;
            _group = new List<T>(Math.Min(count, 64));
            Push(Out, group);
        }
    }
}
